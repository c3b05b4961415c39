#pragma once

#include <Arduino.h>

enum wl_status_t {
  WL_IDLE_STATUS = 0,
  WL_NO_SSID_AVAIL = 1,
  WL_CONNECTED = 3,
  WL_CONNECT_FAILED = 4,
  WL_CONNECTION_LOST = 5,
  WL_WRONG_PASSWORD = 6,
  WL_DISCONNECTED = 7
};

enum WiFiMode_t { WIFI_OFF, WIFI_STA, WIFI_AP, WIFI_AP_STA };
enum WiFiSleepType_t { WIFI_NONE_SLEEP, WIFI_LIGHT_SLEEP, WIFI_MODEM_SLEEP };

class IPAddress {
 public:
  explicit IPAddress(const std::string &text = "0.0.0.0") : text_(text) {}
  String toString() const { return String(text_.c_str()); }

 private:
  std::string text_;
};

class ESP8266WiFiClass {
 public:
  void begin(const char *ssid, const char *) { board::call("WiFi.begin", {{"ssid", ssid}}); }
  void hostname(const char *name) { board::call("WiFi.hostname", {{"name", name}}); }
  IPAddress localIP() { return IPAddress("192.168.1.50"); }
  void mode(WiFiMode_t) {}
  void persistent(bool) {}
  void reconnect() { board::call("WiFi.reconnect"); }
  int32_t RSSI() { return board::state.rssi; }
  void setAutoReconnect(bool) {}
  void setSleepMode(WiFiSleepType_t) {}
  wl_status_t status() { return static_cast<wl_status_t>(board::state.wifi); }
};

inline ESP8266WiFiClass WiFi;
