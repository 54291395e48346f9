using System.Buffers;
using System.Text.Json;
using TypedJobs.CompilerServices;

namespace TypedJobs.Envelopes;

/// <summary>Writes a job once more, to come later: the same event with a count of its snoozes. Whatever else the event has stays as it is.</summary>
internal static class SnoozeCopy
{
    /// <summary>How often a job was snoozed. A job that never was has no such member.</summary>
    public const string CountMember = "snoozecount";

    /// <summary>The copy of an event.</summary>
    /// <param name="body">The event, as <see cref="EnvelopeReader"/> has read it.</param>
    /// <param name="eventId">Its id; the copy has it even if the event had none.</param>
    /// <param name="snoozeCount">The count that the copy has.</param>
    public static ReadOnlyMemory<byte> OfEvent(ReadOnlyMemory<byte> body, string eventId, int snoozeCount)
    {
        var buffer = new ArrayBufferWriter<byte>(body.Length + 64);
        using var json = new Utf8JsonWriter(buffer, JobJsonOptions.Writer);
        var reader = new Utf8JsonReader(body.Span, EnvelopeReader.Options);
        reader.Read();
        json.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (member is "data")
            {
                json.WriteNumber(CountMember, snoozeCount);
            }

            if (member is not ("id" or CountMember))
            {
                json.WritePropertyName(member);
                json.WriteRawValue(body.Span[start..(int)reader.BytesConsumed], skipInputValidation: true);
            }
            else if (member is "id")
            {
                json.WriteString("id"u8, eventId);
                eventId = string.Empty;
            }
        }

        if (eventId.Length > 0)
        {
            json.WriteString("id"u8, eventId);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The event that a bare payload becomes when it is snoozed: only an event has room for its id and the count.</summary>
    public static ReadOnlyMemory<byte> OfPayload(ReadOnlyMemory<byte> payload, JobContract job, string eventId, int snoozeCount)
    {
        var buffer = new ArrayBufferWriter<byte>(payload.Length + 256);
        using var json = new Utf8JsonWriter(buffer, JobJsonOptions.Writer);
        json.WriteStartObject();
        json.WriteString("specversion"u8, EnvelopeWriter.SpecVersion);
        json.WriteString("id"u8, eventId);
        json.WriteString("source"u8, EnvelopeWriter.Source);
        json.WriteString("type"u8, job.Name);
        if (job.Version > JobContract.DefaultVersion)
        {
            json.WriteNumber("jobversion"u8, job.Version);
        }

        json.WriteNumber(CountMember, snoozeCount);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(payload.Span, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
