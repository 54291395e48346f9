namespace TypedJobs.Beanstalk;

/// <summary>What is known of a command that failed: whether the server may have carried it out.</summary>
public enum CommandOutcome
{
    /// <summary>Nothing of it reached the server: trying again is safe.</summary>
    NotSent,

    /// <summary>It was sent and no answer that can be understood came: the server may have carried it out. Trying again may do it twice.</summary>
    Unknown,

    /// <summary>The server answered that it did not do it as asked; the exception's type says what it did: <see cref="JobBuriedException"/> means a job that is stored.</summary>
    Answered,
}
