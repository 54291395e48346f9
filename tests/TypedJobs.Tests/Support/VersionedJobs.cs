using System.Text.Json.Serialization;
using TypedJobs.CompilerServices;

namespace TypedJobs.Tests.Support;

/// <summary>A job in its third version, in the form that the generator gives it. What it upgrades from is what a test makes it throw for.</summary>
public sealed record Letter(int Number, string Street, string Town) : IJob<Letter>, IUpgradeFrom<LetterV2, Letter>
{
    public static JobContract<Letter> Contract { get; } = new()
    {
        Name = "letter.send",
        Tube = "office/3",
        Version = 3,
        MaxAttempts = 2,
        MaxConcurrency = 2,
        JsonTypeInfo = LetterJson.Default.Letter,
    };

    public static IReadOnlyList<JobUpgrade<Letter>> Upgrades =>
    [
        JobUpgrade.From<LetterV1>().To<LetterV2>().To<Letter>(),
        JobUpgrade.From<LetterV2>().To<Letter>(),
    ];

    public static Letter Upgrade(LetterV2 old)
        => old.Town is null ? null! : new(old.Number, old.Street, old.Town);
}

/// <summary>Its second version.</summary>
public sealed record LetterV2(int Number, string Street, string? Town) : IJobVersion<LetterV2>, IUpgradeFrom<LetterV1, LetterV2>
{
    public static JobVersionContract<LetterV2> Contract { get; } = new() { Name = "letter.send", Version = 2, JsonTypeInfo = LetterJson.Default.LetterV2 };

    public static LetterV2 Upgrade(LetterV1 old)
        => old.Address.Split(", ") is [var street, var town] ? new(old.Number, street, town) : throw new FormatException($"'{old.Address}' is no address.");
}

/// <summary>Its first version, from before it was in the office.</summary>
public sealed record LetterV1(int Number, string Address) : IJobVersion<LetterV1>
{
    public static JobVersionContract<LetterV1> Contract { get; } = new() { Name = "letter.send", Version = 1, Tube = "letter.send", JsonTypeInfo = LetterJson.Default.LetterV1 };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Letter))]
[JsonSerializable(typeof(LetterV2))]
[JsonSerializable(typeof(LetterV1))]
internal sealed partial class LetterJson : JsonSerializerContext;

public sealed class LetterWorker : IJobWorker
{
    public static IReadOnlyList<JobRoute> Routes { get; } = [JobRoute.Create<Letter, AnyHandler<Letter>>()];
}
