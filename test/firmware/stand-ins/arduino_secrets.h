// The same guard as in the templates: a developer's own arduino_secrets.h stays out of the tests.
#ifndef ARDUINO_SECRETS_H
#define ARDUINO_SECRETS_H

#define SECRET_SSID "test network"
#define SECRET_PASS "test password"

#ifdef WITH_PASSWORDS
#define SECRET_BOARD_USER "board"
#define SECRET_BOARD_PASS "secret"
#define SECRET_OTA_PASS "update"
#endif

#endif
