namespace TypedJobs.Testing;

/// <summary>A broker keeps its time in whole seconds, and a part of one counts as one.</summary>
internal static class WholeSeconds
{
    public static TimeSpan Of(TimeSpan wait) => TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));
}
