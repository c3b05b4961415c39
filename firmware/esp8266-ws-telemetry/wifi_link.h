#pragma once

#include <ArduinoOTA.h>
#include <ESP8266mDNS.h>
#include <ESP8266WiFi.h>

#include "identity.h"

/** The Wi-Fi, the board's name in it, and sketches that come over it. Never waits for any of them. */
class WifiLink {
 public:
  WifiLink(const Identity &identity, uint16_t port) : identity_(identity), port_(port) {}

  void begin(const char *ssid, const char *password) {
    Serial.printf("\nJoining Wi-Fi %s\n", ssid);
    // The sketch holds the credentials; writing them to flash at every start would wear it out.
    WiFi.persistent(false);
    WiFi.mode(WIFI_STA);
    WiFi.hostname(identity_.board());
    WiFi.setAutoReconnect(true);
    // A radio that sleeps misses multicast, so that the board's name is not found, and answers 100 ms late.
    WiFi.setSleepMode(WIFI_NONE_SLEEP);
    WiFi.begin(ssid, password);
    triedMs_ = millis();
  }

  void loop() {
    const bool isUp = WiFi.status() == WL_CONNECTED;
    if (isUp && state_ != State::up) onUp();
    if (!isUp && state_ == State::up) onLost();
    if (!isUp) tryAgain();
    if (state_ == State::notYet) return;
    MDNS.update();
#ifdef SECRET_OTA_PASS
    ArduinoOTA.handle();
#endif
  }

 private:
  /** Joining takes up to 10 s; the core tries by itself, but does not recover from every refusal. */
  static constexpr uint32_t RETRY_MS = 30000;

  enum class State : uint8_t { notYet, up, lost };

  const Identity &identity_;
  const uint16_t port_;
  State state_ = State::notYet;
  uint32_t triedMs_ = 0;

  void onUp() {
    if (state_ == State::notYet) announce();
    state_ = State::up;
    Serial.printf("Ready at ws://%s:%u/ and ws://%s.local:%u/\n", WiFi.localIP().toString().c_str(), port_,
                  identity_.board(), port_);
  }

  void onLost() {
    state_ = State::lost;
    triedMs_ = millis();
    Serial.println("Wi-Fi lost");
  }

  void tryAgain() {
    if (millis() - triedMs_ < RETRY_MS) return;
    triedMs_ = millis();
    Serial.printf("Not in the Wi-Fi: %s. Trying again\n", reason(WiFi.status()));
    WiFi.reconnect();
  }

  static const char *reason(wl_status_t status) {
    switch (status) {
      case WL_NO_SSID_AVAIL:
        return "no 2.4 GHz network of that name";
      case WL_WRONG_PASSWORD:
        return "wrong password";
      case WL_CONNECT_FAILED:
        return "refused";
      default:
        return "no answer";
    }
  }

  /** Once is enough: the responder announces itself anew whenever the network comes back. */
  void announce() {
    MDNS.begin(identity_.board());
    MDNS.addService("esp8266-ws", "tcp", port_);
    MDNS.addServiceTxt("esp8266-ws", "tcp", "sketch", identity_.sketch);
    MDNS.addServiceTxt("esp8266-ws", "tcp", "version", identity_.version);
    MDNS.addServiceTxt("esp8266-ws", "tcp", "id", identity_.id());
#ifdef SECRET_BOARD_PASS
    MDNS.addServiceTxt("esp8266-ws", "tcp", "auth", "basic");
#else
    MDNS.addServiceTxt("esp8266-ws", "tcp", "auth", "none");
#endif
#ifdef SECRET_OTA_PASS
    ArduinoOTA.setPassword(SECRET_OTA_PASS);
    // Not with a responder of its own: ours is running, and offers the update under the board's name.
    ArduinoOTA.begin(false);
    MDNS.enableArduino(8266, true);
#endif
  }
};
