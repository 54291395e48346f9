using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;

namespace TypedJobs.Hosting;

/// <summary>Asks those that the options are for whether they will do. Each message begins with the name of the option.</summary>
internal sealed class TypedJobsOptionsValidator(IHostEnvironment? environment = null) : IValidateOptions<TypedJobsOptions>
{
    private const string SomeServer = "unix:///any";

    public ValidateOptionsResult Validate(string? name, TypedJobsOptions options)
    {
        string[] failures = [.. new[] { CheckServer(options), CheckTubePrefix(options.TubePrefix), CheckEnqueueTimeout(options.EnqueueTimeout), CheckMaxWaiting(options.MaxWaiting) }.OfType<string>()];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private string? CheckServer(TypedJobsOptions options)
    {
        var server = options.Server;
        const string Name = $"{nameof(TypedJobsOptions)}.{nameof(TypedJobsOptions.Server)}";
        if (options.UsesEmbedded(environment))
        {
            return !string.IsNullOrWhiteSpace(server)
                ? $"{Name} is '{server}', and {nameof(TypedJobsOptions.UseEmbedded)} is called too. Jobs can be in one of them only: leave the other out."
                : options.Embedded is { } embedded ? Refusal(embedded.Validate) : null;
        }

        if (string.IsNullOrWhiteSpace(server))
        {
            return $"{Name} is not set. Say where beanstalkd listens, for example: builder.Services.AddTypedJobs(o => o.Server = \"beanstalk://localhost:11300\").";
        }

        return Refusal(() => BeanstalkAddress.Parse(server)) is { } refusal ? $"{Name}: {refusal}"
            : BeanstalkAddress.Parse(server).Name is not null ? $"{Name} is '{server}', the name of a broker in its own process. Call {nameof(TypedJobsOptions.UseEmbedded)} to have one here."
            : null;
    }

    private static string? CheckTubePrefix(string? prefix)
        => prefix is null ? $"{nameof(TypedJobsOptions)}.{nameof(TypedJobsOptions.TubePrefix)} is null; leave it empty for none."
            : Refusal(() => new BeanstalkBrokerOptions { Server = SomeServer, TubePrefix = prefix }.Validate()) is null
            ? null
            : $"{nameof(TypedJobsOptions)}.{nameof(TypedJobsOptions.TubePrefix)} is '{prefix}', which no tube can begin with: {BeanstalkBrokerOptions.TubePrefixRule}.";

    private static string? CheckEnqueueTimeout(TimeSpan timeout)
        => Refusal(() => new JobClientOptions { EnqueueTimeout = timeout }.Validate()) is null
            ? null
            : $"{nameof(TypedJobsOptions)}.{nameof(TypedJobsOptions.EnqueueTimeout)} is {timeout}; it must be more than zero and at most 24 days.";

    private static string? CheckMaxWaiting(int count)
        => count > 0 ? null : $"{nameof(TypedJobsOptions)}.{nameof(TypedJobsOptions.MaxWaiting)} is {count}; it must be above zero.";

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
