namespace TypedJobs.Beanstalk.Connections;

/// <summary>Starts what outlives whoever starts it: it must not keep that caller's activity and async locals for its own.</summary>
internal static class Background
{
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
}
