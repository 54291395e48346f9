using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedJobs.Testing.Tests.Support;

[Job("probe", TimeToRunSeconds = 3)]
public sealed partial record Probe(string Text)
{
    [JsonIgnore]
    public string? NotCarried { get; init; }
}

[Job("other", Tube = "others", BackoffSeconds = 10, MaxAttempts = 2)]
public sealed partial record Other(string Text);

[Job("stray")]
public sealed partial record Stray(string Text);

[Job("plain", Format = JobFormat.Bare)]
public sealed partial record Plain(string Text);

[Job("grade.set", Priority = 7, DelaySeconds = 90)]
public sealed partial record SetGrade(Grade Grade);

public enum Grade
{
    Good,
    Bad,
}

[Job("growing")]
public sealed partial record Growing([property: JsonConverter(typeof(GrowingConverter))] string Text);

[Job("one-way")]
public sealed partial record OneWay([property: JsonConverter(typeof(OneWayConverter))] string Text);

/// <summary>Writes what it does not take away when it reads.</summary>
public sealed class GrowingConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue("+" + value);
}

/// <summary>Writes what it cannot read.</summary>
public sealed class OneWayConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new JsonException("There is no way back.");

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

[Job("label")]
public sealed partial record Label(HashSet<string> Words, Dictionary<string, int> Counts);

[Job("travel")]
public sealed partial record Travel(Place Place);

[JsonConverter(typeof(SwappingConverter))]
public sealed record Place(int Lat, int Lon);

/// <summary>Takes one for the other when it reads.</summary>
public sealed class SwappingConverter : JsonConverter<Place>
{
    public override Place Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        return new(json.RootElement.GetProperty("lon").GetInt32(), json.RootElement.GetProperty("lat").GetInt32());
    }

    public override void Write(Utf8JsonWriter writer, Place value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("lat", value.Lat);
        writer.WriteNumber("lon", value.Lon);
        writer.WriteEndObject();
    }
}
