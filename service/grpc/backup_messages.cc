#include "service/grpc/backup_messages.h"

#include <cstdint>

namespace onhand {
namespace {

constexpr int64_t kSecondUs = 1'000'000;

}  // namespace

void EncodeBackupMessage(const BackupInfo& info, v1::Backup* message) {
  message->set_environment_id(info.environment);
  message->set_backup_id(info.id);
  message->set_damage(info.damage);
  if (!info.damage.empty()) return;
  int64_t micros = info.created_at_us % kSecondUs;
  if (micros < 0) micros += kSecondUs;
  message->mutable_created_at()->set_seconds((info.created_at_us - micros) / kSecondUs);
  message->mutable_created_at()->set_nanos(static_cast<int32_t>(micros * 1'000));
  message->set_sequence(info.sequence);
  message->set_bytes(info.bytes);
  message->set_files(info.files);
}

BackupInfo DecodeBackupMessage(const v1::Backup& message) {
  BackupInfo info;
  info.id = message.backup_id();
  info.environment = message.environment_id();
  info.created_at_us = message.created_at().seconds() * kSecondUs + message.created_at().nanos() / 1'000;
  info.sequence = message.sequence();
  info.bytes = message.bytes();
  info.files = message.files();
  info.damage = message.damage();
  return info;
}

}  // namespace onhand
