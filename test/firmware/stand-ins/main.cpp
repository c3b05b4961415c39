/*
  Runs a sketch in lock step with whoever writes to its standard input; see ../README.md. For speed it is
  compiled in one go with the sketch, whose names are all its own: nothing here is outside of board.
*/
#include <sys/wait.h>
#include <unistd.h>
#include <WebSocketsServer.h>

#include <algorithm>
#include <iostream>
#include <map>

namespace board {
namespace {

/** So often a driver has to ask although nothing happens. */
const uint32_t LOOK_AHEAD_MS = 1000;

const std::string DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const std::map<std::string, WStype_t> TYPES = {
    {"disconnected", WStype_DISCONNECTED},
    {"connected", WStype_CONNECTED},
    {"text", WStype_TEXT},
    {"bin", WStype_BIN},
    {"fragment_text_start", WStype_FRAGMENT_TEXT_START},
    {"fragment_bin_start", WStype_FRAGMENT_BIN_START},
    {"fragment", WStype_FRAGMENT},
    {"fragment_fin", WStype_FRAGMENT_FIN},
    {"ping", WStype_PING},
    {"pong", WStype_PONG},
};

/** Until when loop() does nothing that could be seen. */
uint32_t quietUntil = 0;

/** In the copy that looks ahead: where it tells what it has found. */
int finding = -1;

[[noreturn]] void tellFinding() {
  const uint32_t now = millis();
  _exit(write(finding, &now, sizeof(now)) == sizeof(now) ? 0 : 1);
}

/** When loop() will next do something that can be seen: a copy of this process tries each millisecond. */
uint32_t nextWork() {
  int ends[2];
  if (pipe(ends) != 0) return millis();
  const pid_t copy = fork();
  if (copy == 0) {
    finding = ends[1];
    const uint32_t end = millis() + LOOK_AHEAD_MS;
    for (state.millis++; millis() != end; state.millis++) loop();
    tellFinding();
  }
  close(ends[1]);
  uint32_t due = 0;
  // A copy that came to its end without a word has met a crash, which is due with the next loop().
  if (read(ends[0], &due, sizeof(due)) != sizeof(due)) due = millis();
  close(ends[0]);
  waitpid(copy, nullptr, 0);
  return due;
}

/** Runs loop() for the quiet milliseconds that the driver has left out, as a board would have done. */
void catchUp(uint32_t now) {
  const uint32_t steps = std::min(now - millis(), quietUntil - millis());
  for (uint32_t step = 1; step < steps; step++) {
    state.millis++;
    loop();
  }
}

float numberOrNan(const Line &value) { return value.is_null() ? NAN : value.get<float>(); }

void set(const Line &line) {
  // Numbers beyond 32 bits wrap, so that a driver may count on.
  if (line.contains("millis")) state.millis = static_cast<uint32_t>(line["millis"].get<uint64_t>());
  state.analog = line.value("analog", state.analog);
  state.button = line.value("button", state.button);
  state.freeHeap = line.value("freeHeap", state.freeHeap);
  if (line.contains("humidity")) state.humidity = numberOrNan(line["humidity"]);
  state.rssi = line.value("rssi", state.rssi);
  state.sendFails = line.value("sendFails", state.sendFails);
  if (line.contains("temperature")) state.temperature = numberOrNan(line["temperature"]);
  state.wifi = line.value("wifi", state.wifi);
}

void happen(const Line &line) {
  WebSocketsServer::running->happen(line.at("num"), TYPES.at(line.at("event")),
                                    fromBase64(line.value("payload", "")), line.value("ip", "127.0.0.1"));
}

void done() {
  print({{"done", true}, {"millis", millis()}, {"due", quietUntil}});
  std::cout.flush();
}

void run() {
  setup();
  quietUntil = millis();
  done();
  for (std::string text; std::getline(std::cin, text);) {
    const Line line = Line::parse(text);
    if (line.contains("millis")) catchUp(static_cast<uint32_t>(line["millis"].get<uint64_t>()));
    set(line);
    if (line.contains("event")) {
      happen(line);
      // On a board loop() goes on at once.
      quietUntil = millis();
    } else {
      loop();
      quietUntil = nextWork();
    }
    done();
  }
}

}  // namespace
}  // namespace board

void board::print(const Line &line) {
  if (finding >= 0) tellFinding();
  // What a sketch prints need not be UTF-8.
  std::cout << line.dump(-1, ' ', false, Line::error_handler_t::replace) << '\n';
}

std::string board::toBase64(const void *bytes, size_t length) {
  const auto *from = static_cast<const uint8_t *>(bytes);
  std::string text;
  uint32_t bits = 0;
  int count = 0;
  for (size_t at = 0; at < length; at++) {
    bits = bits << 8 | from[at];
    for (count += 8; count >= 6;) text += DIGITS[bits >> (count -= 6) & 0x3f];
  }
  if (count > 0) text += DIGITS[bits << (6 - count) & 0x3f];
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::string board::fromBase64(const std::string &text) {
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char digit : text.substr(0, text.find('='))) {
    bits = bits << 6 | static_cast<uint32_t>(DIGITS.find(digit));
    if ((count += 6) >= 8) bytes += static_cast<char>(bits >> (count -= 8));
  }
  return bytes;
}

void HardwareSerial::printf(const char *format, ...) {
  char text[2048];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  print(text);
}

void HardwareSerial::write(const uint8_t *bytes, size_t length) {
  for (size_t at = 0; at < length; at++) {
    if (bytes[at] == '\n') {
      board::print({{"serial", line_}});
      line_.clear();
    } else if (bytes[at] != '\r') {
      line_ += static_cast<char>(bytes[at]);
    }
  }
}

void WebSocketsServer::happen(uint8_t num, WStype_t type, std::string payload, const std::string &ip) {
  if (type == WStype_CONNECTED) peers_[num] = {true, ip};
  if (type == WStype_DISCONNECTED) peers_[num] = Peer();
  // As the library: nothing is a null pointer, and a NUL follows what there is.
  auto *bytes = payload.empty() ? nullptr : reinterpret_cast<uint8_t *>(payload.data());
  callback_(num, type, bytes, payload.size());
}

int main() { board::run(); }
