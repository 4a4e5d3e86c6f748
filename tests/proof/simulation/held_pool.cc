#include "tests/proof/simulation/held_pool.h"

namespace onhand::proof {

void HeldPool::Hold() {
  {
    MutexLock lock(&mutex_);
    if (!released_) return;
    released_ = false;
  }
  pool_.Run([this] {
    MutexLock lock(&mutex_);
    holding_ = true;
    changed_.SignalAll();
    while (!released_) changed_.Wait(&mutex_);
    holding_ = false;
  });
  MutexLock lock(&mutex_);
  while (!holding_) changed_.Wait(&mutex_);
}

void HeldPool::Release() {
  MutexLock lock(&mutex_);
  released_ = true;
  changed_.SignalAll();
}

}  // namespace onhand::proof
