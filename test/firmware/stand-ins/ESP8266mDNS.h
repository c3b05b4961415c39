#pragma once

#include <Arduino.h>

class MDNSResponder {
 public:
  void addService(const char *service, const char *protocol, uint16_t port) {
    board::call("MDNS.addService", {{"service", service}, {"protocol", protocol}, {"port", port}});
  }
  void addServiceTxt(const char *service, const char *, const char *key, const char *value) {
    board::call("MDNS.addServiceTxt", {{"service", service}, {"key", key}, {"value", value}});
  }
  void begin(const char *name) { board::call("MDNS.begin", {{"name", name}}); }
  void enableArduino(uint16_t port, bool) { board::call("MDNS.enableArduino", {{"port", port}}); }
  void update() {}
};

inline MDNSResponder MDNS;
