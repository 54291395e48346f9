using System.Reflection;

namespace TypedJobs.Retries;

/// <summary>Which exceptions are worth another attempt and which are not. Of several rules that fit, the one for the most derived type counts.</summary>
/// <param name="rules">True for what buries a job, false for what retries it.</param>
internal sealed class FailurePolicy(IReadOnlyDictionary<Type, bool> rules)
{
    private static readonly FailurePolicy None = new(new Dictionary<Type, bool>());

    /// <summary>What the attributes of a handler say.</summary>
    /// <exception cref="ArgumentException">They say two things of one exception.</exception>
    public static FailurePolicy Of(Type handler)
    {
        var attributes = handler.GetCustomAttributes<FailurePolicyAttribute>(inherit: true).ToList();
        if (attributes.Count == 0)
        {
            return None;
        }

        var rules = new Dictionary<Type, bool>();
        foreach (var attribute in attributes)
        {
            if (!rules.TryAdd(attribute.ExceptionType, attribute.Buries) && rules[attribute.ExceptionType] != attribute.Buries)
            {
                throw new ArgumentException(
                    $"The handler {handler} is to retry and to bury on {attribute.ExceptionType}: keep one of [RetryOn] and [BuryOn].");
            }
        }

        return new FailurePolicy(rules);
    }

    /// <summary>Whether an exception buries its job; null if nothing is said of it.</summary>
    public bool? Buries(Exception exception)
    {
        if (rules.Count > 0)
        {
            for (var type = exception.GetType(); type is not null; type = type.BaseType)
            {
                if (rules.TryGetValue(type, out var buries))
                {
                    return buries;
                }
            }
        }

        return null;
    }
}
