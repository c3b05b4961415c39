#pragma once

#include <Arduino.h>

#include "strict_json.h"

/*
  The part of ArduinoJson 7 that sketches read messages with and write small ones, on nlohmann's parser. That
  one takes nothing but JSON, so what ArduinoJson takes beyond it is made JSON first.
*/

class JsonString {
 public:
  JsonString(const char *text = nullptr, size_t size = 0) : text_(text), size_(size) {}
  const char *c_str() const { return text_; }
  size_t size() const { return size_; }

 private:
  const char *text_;
  size_t size_;
};

class JsonVariantConst {
 public:
  JsonVariantConst(const board::Line *value = nullptr) : value_(value) {}

  bool isNull() const { return !value_ || value_->is_null(); }
  bool isUnbound() const { return !value_; }

  JsonVariantConst operator[](const char *key) const {
    if (!value_ || !value_->is_object()) return JsonVariantConst();
    const auto found = value_->find(key);
    return found == value_->end() ? JsonVariantConst() : JsonVariantConst(&*found);
  }

  template <typename T>
  bool is() const {
    if (!value_) return false;
    if constexpr (std::is_same_v<T, bool>) return value_->is_boolean();
    if constexpr (std::is_floating_point_v<T>) return value_->is_number();
    if constexpr (std::is_integral_v<T>) {
      return isWithin(std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
    }
    return isText<T> && value_->is_string();
  }

  bool operator==(const char *text) const {
    return is<const char *>() && value_->get_ref<const std::string &>() == text;
  }

  /** What is of another type becomes false, 0 or a null pointer. */
  template <typename T>
  T as() const {
    if constexpr (std::is_same_v<T, JsonString>) {
      if (!is<JsonString>()) return JsonString();
      const auto &text = value_->get_ref<const std::string &>();
      return JsonString(text.c_str(), text.size());
    } else if constexpr (std::is_same_v<T, const char *>) {
      return as<JsonString>().c_str();
    } else {
      return is<T>() ? value_->get<T>() : T();
    }
  }

 private:
  template <typename T>
  static constexpr bool isText = std::is_same_v<T, const char *> || std::is_same_v<T, JsonString>;

  const board::Line *value_;
  friend class JsonMember;

  bool isWithin(double low, double high) const {
    return value_->is_number_integer() && value_->get<double>() >= low && value_->get<double>() <= high;
  }
};

/** A member of a document, which is made by the first assignment. */
class JsonMember {
 public:
  JsonMember(board::Line &object, const char *key) : object_(object), key_(key) {}
  JsonMember(const JsonMember &) = default;

  bool isNull() const { return read().isNull(); }
  bool operator==(const char *text) const { return read() == text; }
  operator JsonVariantConst() const { return read(); }

  /** As there, nothing becomes null. */
  void operator=(const JsonMember &other) {
    const board::Line *value = other.read().value_;
    write(value ? *value : board::Line());
  }

  template <typename T>
  void operator=(const T &value) {
    write(value);
  }

 private:
  board::Line &object_;
  const char *key_;

  JsonVariantConst read() const { return JsonVariantConst(&object_)[key_]; }
  void write(const board::Line &value) {
    if (object_.is_null() || object_.is_object()) object_[key_] = value;
  }
};

class DeserializationError {
 public:
  enum Code { Ok, EmptyInput, IncompleteInput, InvalidInput, NoMemory, TooDeep };
  DeserializationError(Code code) : code_(code) {}
  explicit operator bool() const { return code_ != Ok; }
  bool operator==(Code code) const { return code_ == code; }

 private:
  Code code_;
};

namespace DeserializationOption {
struct NestingLimit {
  explicit NestingLimit(int most) : most(most) {}
  int most;
};
}  // namespace DeserializationOption

class JsonDocument {
 public:
  template <typename T>
  JsonVariantConst as() const {
    return JsonVariantConst(&value_);
  }

  JsonMember operator[](const char *key) { return JsonMember(value_, key); }

 private:
  board::Line value_;
  friend void serializeJson(const JsonDocument &, String &);
  friend DeserializationError deserializeJson(JsonDocument &, const char *, size_t,
                                              DeserializationOption::NestingLimit);
};

inline DeserializationError deserializeJson(JsonDocument &document, const char *text, size_t length,
                                            DeserializationOption::NestingLimit limit) {
  using Json = board::Line;
  if (length == 0) return DeserializationError::EmptyInput;
  // ArduinoJson stops where it becomes too deep, whatever follows.
  const auto watch = [limit](int depth, Json::parse_event_t event, Json &) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth >= limit.most) throw DeserializationError(DeserializationError::TooDeep);
    return true;
  };
  try {
    document.value_ = Json::parse(StrictJson(text, length).str(), watch);
    return DeserializationError::Ok;
  } catch (const DeserializationError &error) {
    return error;
  } catch (const Json::exception &) {
    return DeserializationError::InvalidInput;
  }
}

/** With the library's own limit of levels. */
inline DeserializationError deserializeJson(JsonDocument &document, const uint8_t *text, size_t length) {
  return deserializeJson(document, reinterpret_cast<const char *>(text), length,
                         DeserializationOption::NestingLimit(10));
}

inline void serializeJson(const JsonDocument &document, String &text) {
  text = String(document.value_.dump().c_str());
}
