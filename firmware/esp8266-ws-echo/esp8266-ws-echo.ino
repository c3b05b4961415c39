/*
  The classic: answers every text with "Message received".

  Wiring:    none. Any ESP8266 board on USB will do.
  Libraries: WebSockets 2.7.3 by Markus Sattler, on the esp8266 core 3.1.2.
  Settings:  copy arduino_secrets.h.example to arduino_secrets.h and enter your Wi-Fi there.

  Serial Monitor at 115200:
    Joining Wi-Fi my network.....
    Ready at ws://192.168.1.50:81/
    Client 0 connected from 192.168.1.20
    Message from client 0: hello
    Client 0 disconnected
*/
#include <ESP8266WiFi.h>
#include <WebSocketsServer.h>

#if __has_include("arduino_secrets.h")
#include "arduino_secrets.h"
#else
#error "Copy arduino_secrets.h.example to arduino_secrets.h and enter your Wi-Fi there."
#endif

const uint16_t PORT = 81;

// The serial line takes 11.5 bytes/ms at 115200 baud: more than this would hold loop() up for over 50 ms.
const size_t LONGEST_LOG_BYTES = 512;

WebSocketsServer webSocket(PORT);

void onText(uint8_t num, const uint8_t *text, size_t length) {
  Serial.printf("Message from client %u: ", num);
  // Not with %s: an empty text comes as a null pointer, and a text may hold a NUL.
  if (length > 0) Serial.write(text, length < LONGEST_LOG_BYTES ? length : LONGEST_LOG_BYTES);
  Serial.println();
  webSocket.sendTXT(num, "Message received");
}

void onEvent(uint8_t num, WStype_t type, uint8_t *payload, size_t length) {
  switch (type) {
    case WStype_CONNECTED:
      Serial.printf("Client %u connected from %s\n", num, webSocket.remoteIP(num).toString().c_str());
      break;
    case WStype_DISCONNECTED:
      Serial.printf("Client %u disconnected\n", num);
      break;
    case WStype_TEXT:
      onText(num, payload, length);
      break;
    default:
      break;
  }
}

void joinWifi() {
  Serial.printf("\nJoining Wi-Fi %s", SECRET_SSID);
  WiFi.mode(WIFI_STA);
  WiFi.begin(SECRET_SSID, SECRET_PASS);
  while (WiFi.status() != WL_CONNECTED) {
    delay(500);
    Serial.print(".");
  }
  Serial.printf("\nReady at ws://%s:%u/\n", WiFi.localIP().toString().c_str(), PORT);
}

void setup() {
  Serial.begin(115200);
  joinWifi();
  webSocket.onEvent(onEvent);
  // A client that vanishes would keep its slot, one of five, for ever: ping every 15 s, and disconnect a
  // client that has not answered within 3 s twice.
  webSocket.enableHeartbeat(15000, 3000, 2);
  webSocket.begin();
}

void loop() { webSocket.loop(); }
