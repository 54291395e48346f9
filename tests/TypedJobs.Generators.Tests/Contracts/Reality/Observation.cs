using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using TypedJobs.Generators.Contracts.Verdicts;

namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>What became of messages that one program wrote and another has read.</summary>
/// <param name="Grade">The worst of it.</param>
/// <param name="Witness">The first message of which that is true, and what was read or thrown.</param>
internal sealed record Observation(Grade Grade, string Witness)
{
    private const int MostOfNames = 8;

    /// <summary>Lets one write and the other read: the writer's extremes, and whatever the reader writes that the writer could have meant.</summary>
    public static Observation Of(JsonTypeInfo writer, JsonTypeInfo reader)
    {
        var (worst, witness) = (Grade.Compatible, string.Empty);
        var (read, thrown) = (0, 0);
        foreach (var value in Values(writer, reader))
        {
            var message = JsonSerializer.Serialize(value, writer);
            var (grade, what) = Read(value, message, writer, reader);
            thrown += grade == Grade.Partial ? 1 : 0;
            read++;
            if (grade > worst)
            {
                (worst, witness) = (grade, $"{message} -> {what}");
            }
        }

        return new Observation(read > 0 && thrown == read ? Grade.Breaks : worst, witness);
    }

    /// <summary>
    /// Whether what a message lacks is something else to the new code than to the old: of messages that both can read, none of which the old code
    /// has written itself.
    /// </summary>
    public static Observation OfAbsence(JsonTypeInfo before, JsonTypeInfo after)
    {
        foreach (var json in new SampleValues(before.Options, []).Of(Slot.Of(before.Type)).Take(3).SelectMany(json => WithoutOne(JsonSerializer.Serialize(JsonSerializer.Deserialize(json, before), before))))
        {
            if (TryRead(json, before) is { } old && !HoldsNull(old, before) && JsonSerializer.Serialize(old, before) is var whole && Read(old, whole, before, after).Grade < Grade.Means
                && TryRead(json, after) is { } now && Likeness.Of(new Side(old, Slot.Of(before.Type), before.Options) { IsAbsent = true }, null, new Side(now, Slot.Of(after.Type), after.Options)) is Grade.Changes or Grade.Means)
            {
                return new Observation(Grade.Means, $"{json} -> {JsonSerializer.Serialize(old, before)} to the old, {JsonSerializer.Serialize(now, after)} to the new");
            }
        }

        return new Observation(Grade.Compatible, string.Empty);
    }

    private static (Grade Grade, string What) Read(object value, string message, JsonTypeInfo writer, JsonTypeInfo reader)
    {
        object read;
        try
        {
            read = JsonSerializer.Deserialize(message, reader)!;
        }
        catch (Exception exception)
        {
            return (Grade.Partial, $"{exception.GetType().Name}: {exception.Message}");
        }

        using var json = JsonDocument.Parse(message);
        return (Likeness.Of(new Side(value, Slot.Of(writer.Type), writer.Options), json.RootElement, new Side(read, Slot.Of(reader.Type), reader.Options)), Describe(read, reader));
    }

    private static string Describe(object value, JsonTypeInfo type)
    {
        try
        {
            return JsonSerializer.Serialize(value, type);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return exception.Message;
        }
    }

    private static IEnumerable<object> Values(JsonTypeInfo writer, JsonTypeInfo reader)
    {
        var read = new SampleValues(reader.Options, []).Of(Slot.Of(reader.Type));
        var names = read.SelectMany(static json => Owners(JsonNode.Parse(json)).SelectMany(static owner => owner.Select(static member => member.Key))).Distinct().Take(MostOfNames).ToList();
        var samples = new SampleValues(writer.Options, names).Of(Slot.Of(writer.Type));
        var own = samples.Select(json => TryRead(json, writer) ?? throw new InvalidOperationException($"{writer.Type} cannot read the sample {json}."));
        var others = read
            .Select(json => TryWrite(TryRead(json, reader), reader))
            .OfType<string>()
            .Index()
            .SelectMany(static message => message.Index < 3 ? WithoutOne(message.Item).Prepend(message.Item) : [message.Item])
            .Select(message => TryRead(message, writer))
            .OfType<object>()
            .Where(value => TryWrite(value, writer) is not null && !HoldsNull(value, writer));
        return own.Concat(others);
    }

    private static object? TryRead(string json, JsonTypeInfo type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or NotSupportedException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static string? TryWrite(object? value, JsonTypeInfo type)
    {
        try
        {
            return value is null ? null : JsonSerializer.Serialize(value, type);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether null stands where the code says that there is none, which only other writers do.</summary>
    private static bool HoldsNull(object value, JsonTypeInfo type)
    {
        var side = new Side(value, Slot.Of(type.Type), type.Options);
        return Likeness.Of(side, null, side) == Grade.Changes;
    }

    /// <summary>The object without each one of its members, at any depth.</summary>
    private static IEnumerable<string> WithoutOne(string json)
    {
        var count = Owners(JsonNode.Parse(json)).Sum(static owner => owner.Count);
        for (var i = 0; i < count; i++)
        {
            var copy = JsonNode.Parse(json)!;
            var at = i;
            foreach (var owner in Owners(copy))
            {
                if (at < owner.Count)
                {
                    owner.RemoveAt(at);
                    break;
                }

                at -= owner.Count;
            }

            yield return copy.ToJsonString();
        }
    }

    private static IEnumerable<JsonObject> Owners(JsonNode? node)
        => node switch
        {
            JsonObject members => members.Select(static member => member.Value).SelectMany(Owners).Prepend(members),
            JsonArray elements => elements.SelectMany(Owners),
            _ => [],
        };
}
