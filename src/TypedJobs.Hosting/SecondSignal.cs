using System.Runtime.InteropServices;

namespace TypedJobs.Hosting;

/// <summary>
/// Hears the second SIGTERM, SIGINT or SIGQUIT. The first one is the host's: it begins to stop. A host takes no notice of the second, but whoever sends it
/// does not want to wait for handlers.
/// </summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly CancellationTokenSource _second = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _quit;
    private int _signals;

    public SecondSignal()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Count());
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Count());
        _quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => Count());
    }

    /// <summary>Cancelled by the second signal.</summary>
    public CancellationToken Token => _second.Token;

    /// <summary>Takes note of a signal; what becomes of the process is for others to say.</summary>
    internal void Count()
    {
        if (Interlocked.Increment(ref _signals) == 2)
        {
            _second.Cancel();
        }
    }

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
        _quit.Dispose();

        _second.Dispose();
    }
}
