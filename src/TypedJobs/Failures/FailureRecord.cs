using System.Buffers;
using System.Text.Json;
using TypedJobs.CompilerServices;

namespace TypedJobs.Failures;

/// <summary>
/// Why a job was buried: what stands in the tube <c>&lt;tube&gt;.failures</c>. A server shows only the first of its buried jobs; so these are also
/// the index by which buried jobs are found. Part of the wire: members may be added, and none changes.
/// </summary>
internal sealed record FailureRecord
{
    /// <summary>What the name of a tube's companion ends in.</summary>
    public const string TubeEnding = ".failures";

    /// <summary>What is longer is cut, in characters.</summary>
    public const int LongestName = 200;

    private const int LongestText = 2_000;
    private const int LongestStack = 6_000;

    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>The event's id; null if the job's body did not tell.</summary>
    public required string? EventId { get; init; }

    /// <summary>The job's name; null if its body did not tell.</summary>
    public required string? Name { get; init; }

    /// <summary>The version of the record's shape; null if the job's body did not tell.</summary>
    public required int? Version { get; init; }

    /// <summary>The number of the attempt that was the last.</summary>
    public required int Attempts { get; init; }

    /// <summary>Why it was buried.</summary>
    public required string Reason { get; init; }

    /// <summary>What the handler threw, if it did.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Who buried it: machine, process and worker.</summary>
    public required string Worker { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The job's priority, which it keeps.</summary>
    public required uint Priority { get; init; }

    /// <summary>The record as JSON, always less than the 65,535 bytes that a server takes by default: what is long is cut.</summary>
    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, JobJsonOptions.Writer);
        json.WriteStartObject();
        json.WriteNumber("job"u8, Job.Number);
        WriteText(json, "eventId", EventId, LongestName);
        WriteText(json, "name", Name, LongestName);
        if (Version is { } version)
        {
            json.WriteNumber("version"u8, version);
        }

        json.WriteNumber("attempts"u8, Attempts);
        WriteText(json, "reason", Reason, LongestText);
        if (Exception is not null)
        {
            json.WriteStartObject("error"u8);
            WriteText(json, "type", Exception.GetType().FullName, LongestName);
            WriteText(json, "message", ExceptionText.MessageOf(Exception), LongestText);
            WriteText(json, "stack", ExceptionText.StackOf(Exception), LongestStack);
            json.WriteEndObject();
        }

        WriteText(json, "worker", Worker, LongestName);
        json.WriteString("time"u8, Time.UtcDateTime);
        json.WriteNumber("priority"u8, Priority);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The number of the job that a record is about; null if it is none.</summary>
    public static ulong? ReadJob(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record);
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("job"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out var job) ? job : null;
                }
            }
        }
        catch (JsonException)
        {
            // Somebody else's.
        }

        return null;
    }

    private static void WriteText(Utf8JsonWriter json, string member, string? text, int longest)
    {
        if (text is not null)
        {
            // A character outside the basic plane may be cut in two; the writer then writes a replacement for its half.
            json.WriteString(member, text.AsSpan(0, Math.Min(text.Length, longest)));
        }
    }
}
