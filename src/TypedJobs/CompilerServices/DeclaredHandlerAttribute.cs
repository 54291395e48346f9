namespace TypedJobs.CompilerServices;

/// <summary>Names a handler that an assembly declares, for compilations that reference it. Written by the generator.</summary>
/// <param name="jobType">The record that is handled.</param>
/// <param name="handlerType">The handler.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class DeclaredHandlerAttribute(Type jobType, Type handlerType) : Attribute
{
    /// <summary>The record that is handled.</summary>
    public Type JobType { get; } = jobType;

    /// <summary>The handler.</summary>
    public Type HandlerType { get; } = handlerType;
}
