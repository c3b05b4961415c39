#pragma once

#include <Arduino.h>
#include <math.h>

#if defined(USE_DHT22) && defined(USE_BME280)
#error "Choose one of USE_DHT22 and USE_BME280: both measure temperature and humidity."
#endif

/** A made-up value that wanders slowly between two limits. */
class Drift {
 public:
  Drift(float value, float low, float high, float stride)
      : value_(value), low_(low), high_(high), stride_(stride) {}

  float step() {
    const float moved = value_ + (random(2001) / 1000.0f - 1) * stride_;
    value_ = fminf(high_, fmaxf(low_, moved));
    return value_;
  }

 private:
  float value_;
  float low_;
  float high_;
  float stride_;
};

#if defined(USE_DHT22)
#include <DHT.h>

/** Temperature and humidity. Takes 7 ms every 2 s, the rest of the time the library has the value. */
class Climate {
 public:
  void begin() { dht_.begin(); }

  /** NAN if the sensor does not answer. */
  float temperature() { return dht_.readTemperature(); }
  float humidity() { return dht_.readHumidity(); }

 private:
  DHT dht_{DHT22_PIN, DHT22};
};

#elif defined(USE_BME280)
#include <Adafruit_BME280.h>

/** Temperature and humidity, over I2C. */
class Climate {
 public:
  /** The sensor has one of two addresses, by maker. */
  void begin() {
    isThere_ = bme_.begin(BME280_ADDRESS_ALTERNATE) || bme_.begin(BME280_ADDRESS);
    if (!isThere_) Serial.println("No BME280 found: check SDA, SCL and 3.3 V");
  }

  /** NAN if the sensor does not answer. */
  float temperature() { return isThere_ ? bme_.readTemperature() : NAN; }
  float humidity() { return isThere_ ? bme_.readHumidity() : NAN; }

 private:
  Adafruit_BME280 bme_;
  bool isThere_ = false;
};

#else

/** A made-up room. */
class Climate {
 public:
  void begin() {}
  float temperature() { return temperature_.step(); }
  float humidity() { return humidity_.step(); }

 private:
  Drift temperature_{21.4f, 17, 27, 0.08f};
  Drift humidity_{45, 30, 65, 0.15f};
};

#endif

/** From 0 (dark) to 1023: what the A0 pin gives, or made up. */
class Light {
 public:
#if defined(USE_A0)
  float read() { return analogRead(A0); }
#else
  float read() { return light_.step(); }

 private:
  Drift light_{512, 0, 1023, 8};
#endif
};

/**
 * Seconds since the start. millis() overflows every 49.7 days; this does not, as long as it is called more
 * often than that.
 */
inline uint32_t uptimeSeconds() {
  static uint32_t seconds = 0;
  static uint32_t countedMs = 0;
  const uint32_t passed = (millis() - countedMs) / 1000;
  countedMs += passed * 1000;
  seconds += passed;
  return seconds;
}
