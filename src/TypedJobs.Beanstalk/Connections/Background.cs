namespace TypedJobs.Beanstalk.Connections;

/// <summary>What happens apart from who asks for it.</summary>
internal static class Background
{
    /// <summary>Starts what outlives whoever starts it: it must not keep that caller's activity and async locals for its own.</summary>
    public static Task Run(Func<Task> action) => Detached(() => Task.Run(action));

    /// <inheritdoc cref="Run"/>
    public static ITimer CreateTimer(TimeProvider time, TimerCallback callback, object state, TimeSpan dueTime, TimeSpan period)
        => Detached(() => time.CreateTimer(callback, state, dueTime, period));

    /// <summary>What a task gives, for somebody who must not go on where it completes: that may be the thread that receives.</summary>
    public static Task<T> Elsewhere<T>(Task<T> task)
        => task.ContinueWith(static ended => ended, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();

    private static T Detached<T>(Func<T> start)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return start();
        }

        using (ExecutionContext.SuppressFlow())
        {
            return start();
        }
    }
}
