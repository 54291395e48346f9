using System.Text;
using TypedJobs.CompilerServices;
using TypedJobs.Dispatch;
using TypedJobs.Envelopes;

namespace TypedJobs.Inspection;

/// <summary>Reads a body as a worker would, and says why it cannot be read instead of throwing.</summary>
internal sealed class PayloadReader
{
    private readonly DispatchTable<JobRoute> _routes;
    private readonly Dictionary<string, JobRoute> _bare;

    public PayloadReader(KnownJobs jobs)
    {
        _routes = new([.. jobs.Routes.Select(static route => (route.Contract.Name, route.Contract.Version, route))]);
        _bare = jobs.Routes.Where(static route => route.Contract.Format == JobFormat.Bare)
            .ToDictionary(static route => route.Contract.Tube, StringComparer.Ordinal);
    }

    public ReadPayload Read(string tube, ReadOnlyMemory<byte> body)
    {
        try
        {
            var envelope = EnvelopeReader.Read(body);
            var route = _routes.Find(envelope.Type.Span, envelope.Version);
            if (_bare.TryGetValue(tube, out var bare) && !envelope.HasSpecVersion && route != bare)
            {
                return Read(bare, eventId: null, body);
            }

            var name = Encoding.UTF8.GetString(envelope.Type.Span);
            return route is null
                ? new ReadPayload(name, envelope.Version, envelope.Id, null, $"No job '{name}' in version {envelope.Version} is known here.")
                : Read(route, envelope.Id, envelope.Data);
        }
        catch (UnreadableJobException exception)
        {
            return _bare.TryGetValue(tube, out var bare)
                ? Read(bare, eventId: null, body)
                : new ReadPayload(EnvelopeReader.FindType(body.Span), null, null, null, exception.Message);
        }
    }

    private static ReadPayload Read(JobRoute route, string? eventId, ReadOnlyMemory<byte> data)
    {
        var read = new ReadPayload(route.Contract.Name, route.Contract.Version, eventId, null, null);
        try
        {
            return read with { Payload = route.Upgrade(route.Read(data.Span)) };
        }
        catch (UnreadableJobException exception)
        {
            return read with { Problem = exception.Message };
        }
#pragma warning disable CA1031 // An upgrade is the application's code, and a look at a job does not fail for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return read with { Problem = $"Its upgrade from version {route.Contract.Version} threw ({exception.GetType().Name}): {exception.Message}" };
        }
    }
}

/// <summary>What a body says.</summary>
internal sealed record ReadPayload(string? Name, int? Version, string? EventId, object? Payload, string? Problem);
