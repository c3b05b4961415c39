/*
  Sends a picture, as one binary message, to a client that sends "picture".

  Wiring:    none: the sketch generates the picture. To use your camera, see camera.h.
  Libraries: WebSockets 2.7.3 by Markus Sattler, on the esp8266 core 3.1.2.
  Settings:  copy arduino_secrets.h.example to arduino_secrets.h and enter your Wi-Fi there.

  Serial Monitor at 115200:
    Joining Wi-Fi my network.....
    Ready at ws://192.168.1.50:81/
    Client 0 connected from 192.168.1.20
    Picture for client 0: 9270 bytes
    Client 0 disconnected
*/
#include <ESP8266WiFi.h>
#include <WebSocketsServer.h>

#include "camera.h"

#if __has_include("arduino_secrets.h")
#include "arduino_secrets.h"
#else
#error "Copy arduino_secrets.h.example to arduino_secrets.h and enter your Wi-Fi there."
#endif

const uint16_t PORT = 81;

// The whole picture must fit into RAM: Wi-Fi, core and library leave 40 kB.
const size_t LARGEST_PICTURE_BYTES = 12288;

Camera camera;
uint8_t picture[LARGEST_PICTURE_BYTES];
WebSocketsServer webSocket(PORT);

void sendPicture(uint8_t num) {
  const size_t length = camera.take(picture, sizeof(picture));
  if (length == 0) {
    webSocket.sendTXT(num, "The camera gave no picture.");
    return;
  }
  Serial.printf("Picture for client %u: %u bytes\n", num, static_cast<unsigned>(length));
  // After an incomplete frame the client cannot read anything that follows: disconnect.
  if (!webSocket.sendBIN(num, picture, length)) webSocket.disconnect(num);
}

void onText(uint8_t num, const uint8_t *text, size_t length) {
  // An empty text comes as a null pointer.
  if (length == strlen("picture") && memcmp(text, "picture", length) == 0) {
    sendPicture(num);
  } else {
    webSocket.sendTXT(num, "Say \"picture\" to get one.");
  }
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
  camera.begin();
  joinWifi();
  webSocket.onEvent(onEvent);
  // A client that vanishes would keep its slot, one of five, for ever: ping every 15 s, and disconnect a
  // client that has not answered within 3 s twice.
  webSocket.enableHeartbeat(15000, 3000, 2);
  webSocket.begin();
}

void loop() { webSocket.loop(); }
