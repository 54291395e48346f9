namespace TypedJobs.Tests.Support;

/// <summary>An exception that throws when it is asked what it is.</summary>
internal sealed class Unspeakable : Exception
{
    public override string Message => throw new InvalidOperationException("No message.");

    public override string? StackTrace => throw new InvalidOperationException("No stack.");
}
