// File: backup_messages.h
//
// Backups as messages, and back. Pure.
#ifndef ONHAND_SERVICE_GRPC_BACKUP_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_BACKUP_MESSAGES_H_

#include "engine/backup.h"
#include "onhand/v1/backup.pb.h"

namespace onhand {

void EncodeBackupMessage(const BackupInfo& info, v1::Backup* message);
BackupInfo DecodeBackupMessage(const v1::Backup& message);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_BACKUP_MESSAGES_H_
