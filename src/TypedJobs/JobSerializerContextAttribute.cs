using System.Text.Json.Serialization;

namespace TypedJobs;

/// <summary>
/// Names a <see cref="JsonSerializerContext"/> of the application's for types of jobs that TypedJobs does not model, as
/// <c>[assembly: JobSerializerContext(typeof(MyContext))]</c>. The types that the context lists in
/// <see cref="JsonSerializableAttribute"/> are written and read by it in every job of the assembly; all others are generated as ever.
/// </summary>
/// <param name="context">The context: a partial class that System.Text.Json's own generator completes.</param>
/// <remarks>
/// The options remain those of TypedJobs, the same for all jobs: what <see cref="JsonSourceGenerationOptionsAttribute"/> says of the context
/// does not apply. Enums that only the context knows are written as the context has them: as numbers, unless they have a converter.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class JobSerializerContextAttribute(Type context) : Attribute
{
    /// <summary>The context.</summary>
    public Type Context { get; } = context;
}
