using System.Globalization;
using Contracts;
using TypedJobs;
using TypedJobs.Brokers.Beanstalk;

// Producer SERVER COUNT: without a host, with the contracts project alone.
await using var broker = new BeanstalkBroker(new() { Server = args[0] });
var jobs = new JobClient(broker);

var count = int.Parse(args[1], CultureInfo.InvariantCulture);
var first = await jobs.EnqueueSendMailAsync(new(new Recipient("ann@example.org", null), ["hello", "Ann"], Urgency.High, Number: 1));
var rest = await jobs.EnqueueBatchAsync(
    Enumerable.Range(2, count - 1).Select(number => new SendMail(new Recipient("bob@example.org", "Bob"), ["hello"], Number: number)));
Console.WriteLine($"enqueued {first} and {rest.Count} more");
