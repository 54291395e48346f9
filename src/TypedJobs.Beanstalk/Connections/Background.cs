namespace TypedJobs.Beanstalk.Connections;

/// <summary>What happens apart from who asks for it.</summary>
internal static class Background
{
    /// <summary>Starts what outlives whoever starts it: it must not keep that caller's activity and async locals for its own.</summary>
    public static Task Run(Func<Task> action)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Task.Run(action);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(action);
        }
    }

    /// <summary>What a task gives, for somebody who must not go on where it completes: that may be the thread that receives.</summary>
    public static Task<T> Elsewhere<T>(Task<T> task)
        => task.ContinueWith(static ended => ended, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
}
