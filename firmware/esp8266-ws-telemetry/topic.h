#pragma once

#include <ArduinoJson.h>
#include <math.h>
#include <string.h>

/** The current value of a topic. */
class Value {
 public:
  enum class Kind : uint8_t { none, boolean, number, text };

  static Value boolean(bool isTrue) {
    Value value(Kind::boolean);
    value.isTrue_ = isTrue;
    return value;
  }

  /** NAN, as sensors give it that do not answer, becomes none. */
  static Value number(double number, uint8_t decimals = 0) {
    if (!isfinite(number)) return none();
    Value value(Kind::number);
    value.number_ = number;
    value.decimals_ = decimals;
    return value;
  }

  /** The text is not copied: it has to stay where it is. */
  static Value text(const char *text) {
    Value value(Kind::text);
    value.text_ = text;
    return value;
  }

  static Value none() { return Value(Kind::none); }

  Kind kind() const { return kind_; }
  bool isTrue() const { return isTrue_; }
  double number() const { return number_; }
  uint8_t decimals() const { return decimals_; }
  const char *text() const { return text_; }

 private:
  explicit Value(Kind kind) : kind_(kind) {}

  Kind kind_;
  uint8_t decimals_ = 0;
  bool isTrue_ = false;
  double number_ = 0;
  const char *text_ = "";
};

/** One row of the sketch's table. */
struct Topic {
  /** For `everyRounds`: it reports what happens once. Only report() sends it, and nobody can ask for it. */
  static constexpr uint8_t EVENT = 255;

  const char *name;
  /** JSON's name for what its payload is: "boolean", "number" or "string". */
  const char *type;
  /** "" if it has none. */
  const char *unit;
  /** Sent in every round, every tenth ...; 0: only after it has changed; or EVENT. */
  uint8_t everyRounds;
  /** Gives the value; nullptr for a command that leaves nothing to be read. */
  Value (*read)();
  /** Does what the payload asks for and returns nullptr, or says what is wrong; nullptr: cannot be set. */
  const char *(*set)(JsonVariantConst payload);

  bool isEvent() const { return everyRounds == EVENT; }

  Value value() const { return read ? read() : Value::none(); }
};

/** All topics of the sketch. */
struct TopicTable {
  const Topic *rows;
  uint8_t count;

  /** Its row; -1 if there is none. */
  int find(const char *name, size_t length) const {
    for (uint8_t at = 0; at < count; at++) {
      if (strlen(rows[at].name) == length && memcmp(rows[at].name, name, length) == 0) return at;
    }
    return -1;
  }
};
