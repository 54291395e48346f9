using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedJobs.CompilerServices;

/// <summary>The JSON of a payload. Part of the wire: the same for every job of every program, so nobody can configure it.</summary>
internal static class JobJsonOptions
{
    /// <summary>
    /// How a body is written. The encoder lets text stand as it is where JSON allows it: a body goes to a JSON reader and never into a page
    /// of HTML, for which the default encoder turns <c>é</c>, <c>+</c> and <c>&amp;</c> into six bytes each. What is beyond the basic
    /// multilingual plane, such as emoji, is escaped by either.
    /// </summary>
    /// <remarks>
    /// It stands here and not in the options of <see cref="Create"/>, because it is the writer that escapes, and because
    /// System.Text.Json skips generated write methods when its options name an encoder.
    /// </remarks>
    public static JsonWriterOptions Writer { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
        SkipValidation = true,
    };

    /// <summary>How deep objects and arrays may be nested, written or read.</summary>
    private const int MaxDepth = 64;

    /// <summary>New options, still without a resolver.</summary>
    public static JsonSerializerOptions Create() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        AllowDuplicateProperties = false,
        AllowOutOfOrderMetadataProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        MaxDepth = MaxDepth,
    };
}
