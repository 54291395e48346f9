using TypedJobs.Beanstalk.Connections;

namespace TypedJobs.Beanstalk;

/// <summary>
/// Holds back the commands of a client until it is disposed; then they are sent together, in one write where they fit (64 KiB, and 256 commands that are
/// unanswered). Those of other callers wait, too, so nothing can be awaited meanwhile: least of all a command's result, which would never come.
/// </summary>
public readonly ref struct CommandGathering
{
    private readonly Session? _session;

    internal CommandGathering(Session session)
    {
        _session = session;
        session.BeginGathering();
    }

    /// <summary>Lets the commands go. To be called once.</summary>
    public void Dispose() => _session?.EndGathering();
}
