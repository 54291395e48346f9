using System.CommandLine;
using System.Net;
using Evolution;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers;
using TypedJobs.Embedded;

var server = new Option<BeanstalkAddress?>("--server")
{
    Description = "A beanstalkd: beanstalk://host:port or unix:///path. [default: a broker in this process, in which reminders of release 1 wait]",
    HelpName = "URI",
    CustomParser = static text =>
    {
        try
        {
            return BeanstalkAddress.Parse(text.Tokens[0].Value);
        }
        catch (FormatException problem)
        {
            text.AddError($"--server: {problem.Message}");
            return null;
        }
    },
};
var role = new Option<Role>("--role")
{
    Description = "produce: enqueue reminders and end; work: work off what there is and end; both: one after the other.",
    HelpName = "produce|work|both",
};
var command = new RootCommand("One job's life: enqueues reminders in the version that this code writes, and works them off in every version that it can read.") { server, role };
command.Validators.Add(given =>
{
    if (given.GetResult(role) is { Implicit: false } && given.GetResult(server) is null)
    {
        given.AddError("--role is for programs that share a beanstalkd: name it with --server.");
    }
});
command.SetAction(given => RunAsync(given.GetValue(server), given.GetValue(role)));
return await command.Parse(args).InvokeAsync();

static async Task<int> RunAsync(BeanstalkAddress? server, Role role)
{
    try
    {
        if (server is not null)
        {
            // Asked first: whoever enqueues or works waits for a server that is not there yet.
            await using (await BeanstalkClient.ConnectAsync(server))
            {
            }

            await RunOnAsync(new Reminders(server), role);
            return 0;
        }

        await using var broker = new EmbeddedBroker();
        var reminders = new Reminders(BeanstalkAddress.Parse($"beanstalk://{broker.Listen(new IPEndPoint(IPAddress.Loopback, 0))}"));
        await reminders.LeaveThoseOfRelease1Async();
        await RunOnAsync(reminders, role);
        return 0;
    }
    catch (ArgumentException problem)
    {
        await Console.Error.WriteLineAsync(problem.Message);
        return 1;
    }
    catch (BeanstalkConnectionException)
    {
        await Console.Error.WriteLineAsync($"No beanstalkd answers at {server}: start one with 'beanstalkd' or 'dotnet run --project samples/EmbeddedServer', or leave --server out.");
        return 1;
    }
    catch (BrokerException problem)
    {
        await Console.Error.WriteLineAsync($"Not every reminder was enqueued: {problem.Message}");
        return 1;
    }
}

static async Task RunOnAsync(Reminders reminders, Role role)
{
    if (role != Role.Work)
    {
        await reminders.EnqueueAsync();
    }

    if (role != Role.Produce)
    {
        await reminders.WorkOffAsync();
    }
}
