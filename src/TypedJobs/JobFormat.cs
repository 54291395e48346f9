namespace TypedJobs;

/// <summary>What the body of a job looks like.</summary>
public enum JobFormat
{
    /// <summary>A small CloudEvents JSON object with the job's name and, in <c>data</c>, the payload.</summary>
    Envelope,

    /// <summary>
    /// The payload alone: <c>{"source":"cat.jpg"}</c>. For producers that know nothing of TypedJobs. The tube says which job it is, so no other job may
    /// wait there. A bare job has no event id of its own; <see cref="JobContext.EventId"/> is then the text of the id. Events are taken from such a tube, too:
    /// a job that was snoozed is one.
    /// </summary>
    Bare,
}
