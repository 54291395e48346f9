using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TypedJobs.CompilerServices;

namespace TypedJobs.Envelopes;

/// <summary>
/// Writes a job as a minimal CloudEvents 1.0 JSON event into a buffer of its own. Minimal, because beanstalkd reads 224 bytes at a time:
/// a put that fits costs it half the system calls of one that does not.
/// </summary>
/// <remarks>
/// Writers are pooled, with their buffers. One that is not returned is left to the garbage collector: so it must be when bytes of it
/// may still be on their way.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A JSON writer over memory holds nothing that needs to be released.")]
internal sealed class EnvelopeWriter
{
    public const string SpecVersion = "1.0";
    public const string Source = "typedjobs";

    /// <summary>As many as one connection keeps in flight.</summary>
    private const int MaxPooled = 256;
    private const int MaxPooledBytes = 16 * 1024;
    private const int InitialBytes = 256;

    private static readonly ConcurrentQueue<EnvelopeWriter> Pool = new();

    private readonly ArrayBufferWriter<byte> _buffer = new(InitialBytes);
    private readonly Utf8JsonWriter _json;

    private EnvelopeWriter() => _json = new Utf8JsonWriter(_buffer, JobJsonOptions.Writer);

    public static EnvelopeWriter Rent() => Pool.TryDequeue(out var writer) ? writer : new EnvelopeWriter();

    public static void Return(EnvelopeWriter writer)
    {
        if (writer._buffer.Capacity <= MaxPooledBytes && Pool.Count < MaxPooled)
        {
            Pool.Enqueue(writer);
        }
    }

    /// <summary>Writes the payload of one job and nothing else; what is returned is valid until the next call or the writer's return.</summary>
    /// <exception cref="JsonException">The job cannot be written; the message names it and says where and why.</exception>
    public ReadOnlyMemory<byte> WriteBare<TJob>(TJob job, JobContract<TJob> contract)
        where TJob : IJob<TJob>
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        JobData.Write(_json, job, contract.Name, contract.JsonTypeInfo);
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    /// <summary>Writes one job; what is returned is valid until the next call or the writer's return.</summary>
    /// <exception cref="JsonException">The job cannot be written; the message names it and says where and why.</exception>
    public ReadOnlyMemory<byte> Write<TJob>(TJob job, JobContract<TJob> contract, Guid eventId)
        where TJob : IJob<TJob>
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("specversion"u8, SpecVersion);
        _json.WriteString("id"u8, eventId);
        _json.WriteString("source"u8, Source);
        _json.WriteString("type"u8, contract.Name);
        if (Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity)
        {
            _json.WriteString("traceparent"u8, activity.Id);
        }

        if (contract.Version > JobContract.DefaultVersion)
        {
            _json.WriteNumber("jobversion"u8, contract.Version);
        }

        _json.WritePropertyName("data"u8);
        JobData.Write(_json, job, contract.Name, contract.JsonTypeInfo);
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }
}
