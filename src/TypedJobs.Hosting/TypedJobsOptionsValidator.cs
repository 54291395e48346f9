using Microsoft.Extensions.Options;
using TypedJobs.Brokers.Beanstalk;

namespace TypedJobs.Hosting;

/// <summary>Asks what the options are for whether they will do. Each message begins with the name of the option.</summary>
internal sealed class TypedJobsOptionsValidator : IValidateOptions<TypedJobsOptions>
{
    private const string Example = "builder.Services.AddTypedJobs(o => o.Server = \"beanstalk://localhost:11300\")";

    public ValidateOptionsResult Validate(string? name, TypedJobsOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        if (string.IsNullOrWhiteSpace(options.Server))
        {
            failures.AddError($"it is not set. Say where beanstalkd listens, for example: {Example}.", Name(nameof(options.Server)));
        }
        else
        {
            Check(failures, nameof(options.Server), () => new BeanstalkBrokerOptions { Server = options.Server }.Validate());
        }

        Check(failures, nameof(options.TubePrefix), () => new BeanstalkBrokerOptions { Server = "unix:///any", TubePrefix = options.TubePrefix }.Validate());
        Check(failures, nameof(options.EnqueueTimeout), () => new JobClientOptions { EnqueueTimeout = options.EnqueueTimeout }.Validate());
        return failures.Build();
    }

    private static void Check(ValidateOptionsResultBuilder failures, string option, Action validate)
    {
        try
        {
            validate();
        }
        catch (ArgumentException exception)
        {
            failures.AddError(exception.Message, Name(option));
        }
    }

    private static string Name(string option) => $"{nameof(TypedJobsOptions)}.{option}";
}
