using System.Text.Json;
using TypedJobs.Failures;

namespace TypedJobs.Inspection;

/// <summary>A failure record as it was found in its tube.</summary>
/// <param name="Record">The record's own number, as a job of the server.</param>
/// <param name="Job">The number of the job that it is about.</param>
internal sealed record StoredFailure(ulong Record, ulong Job)
{
    private string? EventId { get; init; }

    private string? Name { get; init; }

    public int Attempts { get; private init; }

    public string Reason { get; private init; } = string.Empty;

    public string? ErrorType { get; private init; }

    public string? ErrorMessage { get; private init; }

    public string? ErrorStack { get; private init; }

    public string Worker { get; private init; } = string.Empty;

    public DateTimeOffset Time { get; private init; }

    /// <summary>Reads a record; null if it is somebody else's. Members that are missing are empty, so that later programs may leave some out.</summary>
    public static StoredFailure? Read(ulong record, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (Find(root, "job") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetUInt64(out var job))
            {
                return null;
            }

            var error = Find(root, "error") ?? default;
            return new StoredFailure(record, job)
            {
                EventId = Text(root, "eventId"),
                Name = Text(root, "name"),
                Attempts = Find(root, "attempts") is { ValueKind: JsonValueKind.Number } attempts && attempts.TryGetInt32(out var count) ? count : 0,
                Reason = Text(root, "reason") ?? string.Empty,
                ErrorType = Text(error, "type"),
                ErrorMessage = Text(error, "message"),
                ErrorStack = Text(error, "stack"),
                Worker = Text(root, "worker") ?? string.Empty,
                Time = Find(root, "time") is { ValueKind: JsonValueKind.String } time && time.TryGetDateTimeOffset(out var when) ? when : default,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether it is about a job that has its number. A server that was started again may give out numbers anew, so a record may stand there from the job that
    /// had this one before: then the event and the name differ. What either of both does not tell is no difference.
    /// </summary>
    public bool IsAbout(InspectedJob job) => IsTheSame(EventId, job.EventId) && IsTheSame(Name, job.Name);

    private static bool IsTheSame(string? recorded, string? found)
        => recorded is null || found is null || recorded == found || (recorded.Length == FailureRecord.LongestName && found.StartsWith(recorded, StringComparison.Ordinal));

    private static JsonElement? Find(JsonElement parent, string member)
        => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(member, out var found) ? found : null;

    private static string? Text(JsonElement parent, string member)
        => Find(parent, member) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
