using System.Threading.Channels;
using TypedJobs;

namespace Features;

/// <summary>Works off every job of this program.</summary>
[JobWorker]
public sealed partial class FeatureWorker;

/// <summary>Hands each job on that arrives.</summary>
public sealed class Receiver(ChannelWriter<object> received) :
    IJobHandler<Scalars>, IJobHandler<Collections>, IJobHandler<MoreCollections>, IJobHandler<Json>, IJobHandler<Objects>, IJobHandler<Attributes>, IJobHandler<Defaults>, IJobHandler<Nullables>, IJobHandler<Listed>, IJobHandler<Keys>, IJobHandler<Hierarchies>
{
    public Task HandleAsync(Scalars job, JobContext context, CancellationToken cancellationToken) => ReceiveAsync(job);

    public Task HandleAsync(Collections job, JobContext context, CancellationToken cancellationToken) => ReceiveAsync(job);

    public Task HandleAsync(MoreCollections job, JobContext context, CancellationToken cancellationToken) => ReceiveAsync(job);

    public Task HandleAsync(Json job, JobContext context, CancellationToken cancellationToken) => ReceiveAsync(job);

    public Task HandleAsync(Objects job, JobContext context, CancellationToken cancellationToken) => ReceiveAsync(job);

    public Task HandleAsync(Attributes job, JobContext context, CancellationToken cancellationToken) => ReceiveAsync(job);

    public Task HandleAsync(Defaults job, JobContext context, CancellationToken cancellationToken) => ReceiveAsync(job);

    public Task HandleAsync(Nullables job, JobContext context, CancellationToken cancellationToken) => ReceiveAsync(job);

    public Task HandleAsync(Keys job, JobContext context, CancellationToken cancellationToken) => ReceiveAsync(job);

    public Task HandleAsync(Hierarchies job, JobContext context, CancellationToken cancellationToken) => ReceiveAsync(job);

    public Task HandleAsync(Listed job, JobContext context, CancellationToken cancellationToken) => ReceiveAsync(job);

    private Task ReceiveAsync(object job) => received.WriteAsync(job).AsTask();
}
