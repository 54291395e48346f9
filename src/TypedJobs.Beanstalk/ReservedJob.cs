namespace TypedJobs.Beanstalk;

/// <summary>
/// A job that this client's connection holds until it is deleted, released or buried, its time to run passes, or the connection closes.
/// It settles itself on the connection that reserved it: no other can.
/// </summary>
public sealed class ReservedJob : BeanstalkJob
{
    internal ReservedJob(BeanstalkClient client, ulong id, ReadOnlyMemory<byte> body)
        : base(client, id, body)
    {
    }

    /// <inheritdoc cref="BeanstalkClient.ReleaseAsync"/>
    public ValueTask<ReleaseResult> ReleaseAsync(ReleaseOptions? options = null, CancellationToken cancellationToken = default)
        => Client.ReleaseAsync(Id, options, cancellationToken);

    /// <inheritdoc cref="BeanstalkClient.BuryAsync"/>
    public ValueTask<bool> BuryAsync(uint priority = 1024, CancellationToken cancellationToken = default)
        => Client.BuryAsync(Id, priority, cancellationToken);

    /// <inheritdoc cref="BeanstalkClient.TouchAsync"/>
    public ValueTask<bool> TouchAsync(CancellationToken cancellationToken = default) => Client.TouchAsync(Id, cancellationToken);
}
