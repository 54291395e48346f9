using System.Text.Json.Serialization;

namespace TypedJobs.Benchmarks.Json;

/// <summary>About 50 bytes of JSON.</summary>
[Job("mail.send")]
public sealed partial record SendMail(string To, string Template, int Attempt);

/// <summary>About 300 bytes of JSON.</summary>
[Job("video.process")]
public sealed partial record ProcessVideo(
    Guid Id, string Source, string Target, VideoSize Size, IReadOnlyList<string> Tags, double Rate, bool Thumbnails, DateTimeOffset Requested, Codec Codec = Codec.H264, int? Limit = null)
{
    /// <summary>Who pays.</summary>
    public string? Tenant { get; init; }
}

/// <summary>A nested record.</summary>
public sealed record VideoSize(int Width, int Height);

/// <summary>An enum, which travels as its name.</summary>
public enum Codec
{
    H264,
    H265,
    Av1,
}

/// <summary>About 4,000 bytes of JSON.</summary>
[Job("order.import")]
public sealed partial record ImportOrder(long Number, Address From, Address To, IReadOnlyList<OrderLine> Lines, Dictionary<string, string> Notes);

/// <summary>A nested record.</summary>
public sealed record Address(string Name, string Street, string City, string? Zip);

/// <summary>A record in a list.</summary>
public sealed record OrderLine(string Product, decimal Price, int Count, Codec Kind, DateTime Due, string? Comment);

/// <summary>System.Text.Json's own generated context for the same records.</summary>
[JsonSerializable(typeof(SendMail))]
[JsonSerializable(typeof(ProcessVideo))]
[JsonSerializable(typeof(ImportOrder))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true)]
internal sealed partial class SerializerContext : JsonSerializerContext;
