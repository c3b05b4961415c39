#pragma once

#include <cctype>
#include <cstdio>
#include <cstring>
#include <string>

/*
  What ArduinoJson 7 reads beyond JSON, as JSON for a parser that takes nothing else: single quotes, keys
  without quotes, numbers such as 00, 01 and +1, and raw control characters in strings. It stops at the end of
  the first value. The twin of this is src/virtual-board/sketches/arduino-json.ts.
*/
class StrictJson {
 public:
  StrictJson(const char *text, size_t length) : text_(text, length) { read(); }
  const std::string &str() const { return json_; }

 private:
  const std::string text_;
  std::string json_;
  size_t at_ = 0;
  int depth_ = 0;

  bool isEnd() const { return at_ >= text_.size(); }
  static bool isOneOf(char c, const char *all) { return c != '\0' && std::strchr(all, c) != nullptr; }

  void read() {
    while (!isEnd()) {
      const char c = text_[at_];
      if (isOneOf(c, " \t\r\n")) {
        json_ += text_[at_++];
        continue;
      }
      if (isOneOf(c, "[{")) ++depth_;
      if (isOneOf(c, "]}")) --depth_;
      if (isOneOf(c, "\"'"))
        string(c);
      else if (isOneOf(c, "[]{}:,"))
        json_ += text_[at_++];
      else
        word();
      if (depth_ <= 0) return;
    }
  }

  void string(char quote) {
    json_ += '"';
    for (++at_; !isEnd() && text_[at_] != quote; ++at_) {
      const char c = text_[at_];
      if (c == '\\') {
        json_ += c;
        if (++at_ < text_.size()) json_ += text_[at_];
      } else if (c == '"') {
        json_ += "\\\"";
      } else if (c > 0 && c < 0x20) {
        char escape[8];
        std::snprintf(escape, sizeof escape, "\\u%04x", c);
        json_ += escape;
      } else {
        json_ += c;
      }
    }
    if (!isEnd()) json_ += '"';
    ++at_;
  }

  void word() {
    const size_t start = at_;
    while (!isEnd() && !isOneOf(text_[at_], " \t\r\n\"'[]{}:,")) ++at_;
    const std::string found = text_.substr(start, at_ - start);
    json_ += isKey(found) ? '"' + found + '"' : number(found);
  }

  bool isKey(const std::string &found) const {
    for (const char c : found) {
      if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '`') return false;
    }
    const size_t next = text_.find_first_not_of(" \t\r\n", at_);
    return next != std::string::npos && text_[next] == ':';
  }

  /** Without a plus and leading zeros, if it is a number. */
  static std::string number(const std::string &found) {
    size_t from = isOneOf(found[0], "+-") ? 1 : 0;
    if (from >= found.size() || !std::isdigit(static_cast<unsigned char>(found[from]))) return found;
    while (from + 1 < found.size() && found[from] == '0' &&
           std::isdigit(static_cast<unsigned char>(found[from + 1]))) {
      ++from;
    }
    return (found[0] == '-' ? "-" : "") + found.substr(from);
  }
};
