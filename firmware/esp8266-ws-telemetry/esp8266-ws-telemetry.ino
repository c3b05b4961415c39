/*
  Readings, an LED and a button for Node-RED, as topic messages: {"topic": "temperature", "payload": 21.4}

  Wiring:    none needed. DHT22: data to D2 (GPIO4). BME280: SDA to D2 (GPIO4), SCL to D1 (GPIO5).
             Light: a photoresistor and a resistor as voltage divider on A0. All sensors on 3.3 V.
             Button: the board's own, FLASH. Without one: a button between D3 (GPIO0) and GND.
  Libraries: WebSockets 2.7.3, ArduinoJson 7.4.3, on the esp8266 core 3.1.2; for sensors see sketch.yaml.
  Settings:  copy arduino_secrets.h.example to arduino_secrets.h and enter your Wi-Fi there.

  Serial Monitor at 115200:
    Joining Wi-Fi my network
    Ready at ws://192.168.1.50:81/ and ws://esp8266-telemetry-a1b2c3.local:81/
    Client 0 connected from 192.168.1.20
    LED on
    Button pressed
    Client 0 disconnected
*/

// Remove the // before the sensors that you have; the sketch generates the other readings.
// #define USE_DHT22
// #define USE_BME280
// #define USE_A0

const uint8_t DHT22_PIN = 4;
const uint8_t LED_PIN = 2;     // the blue one on the ESP8266 module itself
const uint8_t BUTTON_PIN = 0;  // FLASH; whoever holds it while the board starts gets the boot loader instead

#if __has_include("arduino_secrets.h")
#include "arduino_secrets.h"
#else
#error "Copy arduino_secrets.h.example to arduino_secrets.h and enter your Wi-Fi there."
#endif
#include "button.h"
#include "sensors.h"
#include "topic_server.h"
#include "wifi_link.h"

// The board is found as <name>.local. If the name ends with a hyphen, the chip's id follows it, so that each
// board has its own: esp8266-telemetry-a1b2c3. Serial shows it. Or enter a whole name, such as "kitchen".
constexpr Identity IDENTITY = {"esp8266-telemetry-", "telemetry", "1.0.0"};
const uint16_t PORT = 81;

Button button(BUTTON_PIN);
Climate climate;
Light light;
float temperature = NAN;
float humidity = NAN;
float lightLevel = NAN;
bool ledIsOn = false;

// Runs once a second, before anything is sent. It must be quick: while it runs, no client gets an answer.
void measure() {
  temperature = climate.temperature();
  humidity = climate.humidity();
  lightLevel = light.read();
  uptimeSeconds();  // called even without clients, or it would miss an overflow of millis()
}

Value readTemperature() { return Value::number(temperature, 1); }
Value readHumidity() { return Value::number(humidity); }
Value readLight() { return Value::number(lightLevel); }
Value readUptime() { return Value::number(uptimeSeconds()); }
Value readFreeHeap() { return Value::number(ESP.getFreeHeap()); }
Value readRssi() { return Value::number(WiFi.RSSI()); }
Value readLed() { return Value::boolean(ledIsOn); }
Value readButton() { return Value::boolean(true); }

void showLed() { digitalWrite(LED_PIN, ledIsOn ? LOW : HIGH); }  // it lights up on LOW

// Does what the payload asks for, or says what is wrong with it.
const char *setLed(JsonVariantConst payload) {
  if (!payload.is<bool>()) return "The payload of \"led\" is true or false.";
  ledIsOn = payload.as<bool>();
  showLed();
  Serial.println(ledIsOn ? "LED on" : "LED off");
  return nullptr;
}

// A reading of your own: a function above, a row here. Rounds are seconds; 0: only sent when it has been set;
// Topic::EVENT: only sent by report(), for what happens once and must never be repeated.
const Topic TOPICS[] = {
    // name, JSON type, unit, sent every ... rounds, how to read it, how to set it
    {"temperature", "number", "°C", 1, readTemperature, nullptr},
    {"humidity", "number", "%", 1, readHumidity, nullptr},
    {"light", "number", "", 1, readLight, nullptr},
    {"uptime", "number", "s", 10, readUptime, nullptr},
    {"freeHeap", "number", "B", 10, readFreeHeap, nullptr},
    {"rssi", "number", "dBm", 10, readRssi, nullptr},
    {"led", "boolean", "", 0, readLed, setLed},
    {"button", "boolean", "", Topic::EVENT, readButton, nullptr},
};

TopicServer topicServer(PORT, IDENTITY, TOPICS);
WifiLink wifi(IDENTITY, PORT);

void setup() {
  static_assert(IDENTITY.hasValidName(),
                "The name has at most 32 letters, digits and hyphens (26 if it ends with a hyphen).");
  Serial.begin(115200);
  pinMode(LED_PIN, OUTPUT);
  showLed();
  button.begin();
  climate.begin();
  measure();
  wifi.begin(SECRET_SSID, SECRET_PASS);
#ifdef SECRET_BOARD_PASS
  static_assert(sizeof(SECRET_BOARD_USER SECRET_BOARD_PASS) - 1 <= 52,
                "User and password: 52 bytes at most.");
  topicServer.setPassword(SECRET_BOARD_USER, SECRET_BOARD_PASS);
#endif
  topicServer.begin(measure);
}

void loop() {
  wifi.loop();
  topicServer.loop();
  if (button.isPressed()) {
    Serial.println("Button pressed");
    topicServer.report("button");
  }
}
