using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk;

/// <summary>
/// A job that this client's connection holds until it is deleted, released or buried, its time to run passes, or the connection closes.
/// It is released, buried and touched on the connection that reserved it: no other can, and when that one is over these fail as not sent. It can be
/// deleted even then, as long as the server process is the same: what is done need not be done again.
/// </summary>
public sealed class ReservedJob : BeanstalkJob
{
    internal ReservedJob(in Reply reply)
        : base(reply)
    {
    }

    /// <inheritdoc cref="BeanstalkClient.ReleaseAsync"/>
    public ValueTask<ReleaseResult> ReleaseAsync(ReleaseOptions? options = null, CancellationToken cancellationToken = default)
        => From.SendOnlyHereAsync<ReleaseCommand, ReleaseResult>(BeanstalkClient.Release(Id, options), cancellationToken);

    /// <inheritdoc cref="BeanstalkClient.BuryAsync"/>
    public ValueTask<bool> BuryAsync(uint priority = 1024, CancellationToken cancellationToken = default)
        => From.SendOnlyHereAsync<BuryCommand, bool>(new(Id, priority), cancellationToken);

    /// <inheritdoc cref="BeanstalkClient.TouchAsync"/>
    public ValueTask<bool> TouchAsync(CancellationToken cancellationToken = default)
        => From.SendOnlyHereAsync<TouchCommand, bool>(new(Id), cancellationToken);
}
