using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TypedJobs.Envelopes;

namespace TypedJobs.CompilerServices;

internal sealed class JobRoute<TJob, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler> : JobRoute
    where TJob : IJob<TJob>
    where THandler : class, IJobHandler<TJob>
{
    public override JobContract Contract => TJob.Contract;

    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public override Type HandlerType => typeof(THandler);

    internal override Task HandleAsync(JobContext context, CancellationToken cancellationToken)
        => context.Scope.GetHandler<THandler>().HandleAsync((TJob)context.Payload, context, cancellationToken);

    internal override object Read(ReadOnlySpan<byte> data)
    {
        var contract = TJob.Contract;
        try
        {
            return JsonSerializer.Deserialize(data, contract.JsonTypeInfo)
                ?? throw new UnreadableJobException($"The data of '{contract.Name}' is null; it must be a {typeof(TJob).Name}.");
        }
        catch (UnreadableJobException)
        {
            throw;
        }
        catch (JsonException exception)
        {
            // The path is in the message as well, but only where System.Text.Json wrote it and no converter of the application's.
            throw new UnreadableJobException(
                $"The data of '{contract.Name}' is not a {typeof(TJob).Name}, at {exception.Path ?? "$"}: {exception.Message}", exception);
        }
#pragma warning disable CA1031 // Whatever the record's own code throws while it is read, the record does not take this data, now or later.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new UnreadableJobException(
                $"The data of '{contract.Name}' was refused by {typeof(TJob).Name} ({exception.GetType().Name}): {exception.Message}", exception);
        }
    }
}
