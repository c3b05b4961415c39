#pragma once

#include <ESP8266WiFi.h>
#include <WebSocketsServer.h>

#include "client_slot.h"
#include "hello.h"
#include "outgoing.h"
#include "topic.h"

/** Who is connected, and what each still has to be sent. */
class Clients {
 public:
  /** Above the topics in the bits of what a client is owed. */
  static constexpr uint8_t HELLO = 31;

  Clients(uint16_t port, const Identity &identity, const TopicTable &topics)
      : identity_(identity), topics_(topics), server_(port) {}

  WebSocketsServer &server() { return server_; }

  /** The one message being built; `send()` sends it. */
  Outgoing &message() { return message_; }

  void connected(uint8_t num, const char *path) {
    Serial.printf("Client %u connected from %s\n", num, server_.remoteIP(num).toString().c_str());
    slots_[num] = {SlotState::ready, "", 1UL << HELLO};
    slots_[num].takeName(path);
    replaceNamesake(num);
    for (uint8_t at = 0; at < topics_.count; at++) {
      const Topic &topic = topics_.rows[at];
      // What happened before this client came is none of its business.
      if (topic.read && !topic.isEvent()) slots_[num].owed |= 1UL << at;
    }
    // All at once: who has just connected is there to answer.
    settle(num, UINT8_MAX);
  }

  void disconnected(uint8_t num) {
    Serial.printf("Client %u disconnected\n", num);
    slots_[num] = {};
  }

  /** A ping has been answered. */
  void answered(uint8_t num) {
    if (slots_[num].state == SlotState::answerAwaited) slots_[num].state = SlotState::ready;
    settle(num, BURST);
  }

  /** Every client is to be sent a topic's value. */
  void oweAll(uint8_t at) {
    for (ClientSlot &slot : slots_) {
      if (slot.state != SlotState::absent) slot.owed |= 1UL << at;
    }
  }

  /** One client has been sent it already. */
  void forgive(uint8_t num, uint8_t at) { slots_[num].owed &= ~(1UL << at); }

  void settleAll() {
    for (uint8_t num = 0; num < WEBSOCKETS_SERVER_CLIENT_MAX; num++) settle(num, BURST);
  }

  void send(uint8_t num) {
    if (!message_.isWhole()) {
      Serial.println("Not sent: a message of more than 1024 bytes");
      return;
    }
    if (server_.sendTXT(num, message_.bytes(), message_.length())) return;
    // After an incomplete frame the client cannot read anything that follows: disconnect.
    drop(num);
  }

 private:
  /**
   * Messages to a client that has not answered yet. lwIP keeps at most 8 small ones, and the next write
   * would wait for up to 5 s, with everybody else: these, our ping and the heartbeat's two stay below that.
   */
  static constexpr uint8_t BURST = 4;

  const Identity &identity_;
  const TopicTable topics_;
  WebSocketsServer server_;
  Outgoing message_ = {};
  ClientSlot slots_[WEBSOCKETS_SERVER_CLIENT_MAX] = {};

  /**
   * Sends a client what it is owed, and a ping to know when that has arrived. Until then it is sent nothing
   * more, but what it is owed grows newer: a client that has vanished never makes loop() wait.
   */
  void settle(uint8_t num, uint8_t most) {
    ClientSlot &slot = slots_[num];
    if (slot.state != SlotState::ready || slot.owed == 0) return;
    if (takeOwed(slot, HELLO)) {
      writeHello(message_, identity_, topics_);
      send(num);
    }
    for (uint8_t at = 0; at < topics_.count && most > 0; at++) {
      if (!takeOwed(slot, at)) continue;
      most--;
      message_.begin(topics_.rows[at].name).value(topics_.rows[at].value()).raw("}");
      send(num);
    }
    // A send that fails ends the connection.
    if (slot.state != SlotState::ready) return;
    static uint8_t ping[] = {'r'};
    if (server_.sendPing(num, ping, sizeof(ping))) slot.state = SlotState::answerAwaited;
  }

  static bool takeOwed(ClientSlot &slot, uint8_t bit) {
    const bool isOwed = (slot.owed & (1UL << bit)) != 0;
    slot.owed &= ~(1UL << bit);
    return isOwed;
  }

  /** A client that vanished and came back would otherwise fill the board's slots with old connections. */
  void replaceNamesake(uint8_t num) {
    const char *name = slots_[num].name;
    if (*name == '\0') return;
    for (uint8_t other = 0; other < WEBSOCKETS_SERVER_CLIENT_MAX; other++) {
      if (other == num || strcmp(slots_[other].name, name) != 0) continue;
      Serial.printf("Client %u replaces client %u\n", num, other);
      drop(other);
    }
  }

  void drop(uint8_t num) {
    slots_[num] = {};
    server_.disconnect(num);
  }
};
