using System.Runtime.InteropServices;
using Chainrule.Cli;
using Chainrule.Cli.Terminal;

WiderVectors.StartProgram(args);

using CancellationTokenSource cancellation = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
return await Tool.RunAsync(args, Output.Standard(), cancellation.Token);

// The first signal asks to stop and to save; the second one ends the process immediately.
void Cancel(PosixSignalContext context)
{
    context.Cancel = !cancellation.IsCancellationRequested;
    if (context.Cancel) cancellation.Cancel();
}
