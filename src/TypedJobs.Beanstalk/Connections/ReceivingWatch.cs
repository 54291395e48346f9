namespace TypedJobs.Beanstalk.Connections;

/// <summary>
/// Finds callers who keep a <see cref="ReceivingThread"/> for themselves. One thread for the process, which sleeps while nothing is received. It is none of the
/// pool: that may be what the callers wait for.
/// </summary>
internal static class ReceivingWatch
{
    /// <summary>A caller who has the thread for longer is left alone with it, and for twice as long at the most.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(5);

    private static readonly List<ReceivingThread> Watched = [];
    private static readonly Lock Lock = new();
    private static readonly AutoResetEvent Begun = new(initialState: false);
    private static bool _isRunning;

    /// <returns>False if the system has no thread for the watch.</returns>
    public static bool TryAdd(ReceivingThread receiving)
    {
        lock (Lock)
        {
            if (!_isRunning && !TryRun())
            {
                return false;
            }

            if (receiving.BeginWatch())
            {
                Watched.Add(receiving);
                if (Watched.Count == 1)
                {
                    _ = Begun.Set();
                }
            }

            return true;
        }
    }

    private static bool TryRun()
    {
        try
        {
            new Thread(Run) { IsBackground = true, Name = "beanstalk watch" }.UnsafeStart();
            return _isRunning = true;
        }
#pragma warning disable CA1031 // That shows in more than one way.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static void Run()
    {
        while (true)
        {
            bool any;
            lock (Lock)
            {
                _ = Watched.RemoveAll(static one => !one.Look());
                any = Watched.Count > 0;
            }

            if (!any)
            {
                _ = Begun.WaitOne();
            }

            Thread.Sleep(Period);
        }
    }
}
