#pragma once

#include <Arduino.h>

class ArduinoOTAClass {
 public:
  void begin(bool useMDNS = true) { board::call("ArduinoOTA.begin", {{"useMDNS", useMDNS}}); }
  void handle() {}
  void setPassword(const char *password) { board::call("ArduinoOTA.setPassword", {{"password", password}}); }
};

inline ArduinoOTAClass ArduinoOTA;
