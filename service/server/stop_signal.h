// File: stop_signal.h
//
// SIGTERM and SIGINT: the first asks to stop, a second ends the process at once.
#ifndef ONHAND_SERVICE_SERVER_STOP_SIGNAL_H_
#define ONHAND_SERVICE_SERVER_STOP_SIGNAL_H_

namespace onhand {

// To be called before any thread is started: from here on both signals wait for WaitForStopSignal, and writing to a
// connection that is gone is an error instead of SIGPIPE.
void HoldStopSignals();

// Returns the first of the two that comes. After it, the next one ends the process in the ordinary way.
int WaitForStopSignal();

}  // namespace onhand

#endif  // ONHAND_SERVICE_SERVER_STOP_SIGNAL_H_
