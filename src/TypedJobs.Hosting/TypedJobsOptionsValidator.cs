using Microsoft.Extensions.Options;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;

namespace TypedJobs.Hosting;

/// <summary>Asks those that the options are for whether they will do. Each message begins with the name of the option.</summary>
internal sealed class TypedJobsOptionsValidator : IValidateOptions<TypedJobsOptions>
{
    private const string SomeServer = "unix:///any";

    public ValidateOptionsResult Validate(string? name, TypedJobsOptions options)
    {
        string[] failures = [.. new[] { CheckServer(options.Server), CheckTubePrefix(options.TubePrefix), CheckEnqueueTimeout(options.EnqueueTimeout) }.OfType<string>()];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static string? CheckServer(string? server)
    {
        const string Name = $"{nameof(TypedJobsOptions)}.{nameof(TypedJobsOptions.Server)}";
        if (string.IsNullOrWhiteSpace(server))
        {
            return $"{Name} is not set. Say where beanstalkd listens, for example: builder.Services.AddTypedJobs(o => o.Server = \"beanstalk://localhost:11300\").";
        }

        return Refusal(() => BeanstalkAddress.Parse(server)) is { } refusal ? $"{Name}: {refusal}" : null;
    }

    private static string? CheckTubePrefix(string prefix)
        => Refusal(() => new BeanstalkBrokerOptions { Server = SomeServer, TubePrefix = prefix }.Validate()) is null
            ? null
            : $"{nameof(TypedJobsOptions)}.{nameof(TypedJobsOptions.TubePrefix)} is '{prefix}', which no tube can begin with: {BeanstalkBrokerOptions.TubePrefixRule}.";

    private static string? CheckEnqueueTimeout(TimeSpan timeout)
        => Refusal(() => new JobClientOptions { EnqueueTimeout = timeout }.Validate()) is null
            ? null
            : $"{nameof(TypedJobsOptions)}.{nameof(TypedJobsOptions.EnqueueTimeout)} is {timeout}; it must be more than zero and at most 24 days.";

    private static string? Refusal(Action use)
    {
        try
        {
            use();
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return exception.Message;
        }
    }
}
