namespace TypedJobs.Failures;

/// <summary>What an exception says. It is the application's, and may throw when it is asked: that must not keep its job from being settled.</summary>
internal static class ExceptionText
{
    public static string? MessageOf(Exception exception) => Read(exception, static asked => asked.Message);

    public static string? StackOf(Exception exception) => Read(exception, static asked => asked.StackTrace);

    /// <summary>All that it says of itself, with the exceptions inside.</summary>
    public static string? WholeOf(Exception exception) => Read(exception, static asked => asked.ToString());

    private static string? Read(Exception exception, Func<Exception, string?> read)
    {
        try
        {
            return read(exception);
        }
#pragma warning disable CA1031 // Whatever it throws, there is nothing to be read.
        catch (Exception own)
#pragma warning restore CA1031
        {
            return $"{exception.GetType()} cannot say: asking it threw {own.GetType()}";
        }
    }
}
