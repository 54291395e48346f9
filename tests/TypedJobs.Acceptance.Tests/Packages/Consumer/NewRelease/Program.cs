using System.Globalization;
using System.Runtime.InteropServices;
using NewRelease;
using TypedJobs;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Workers;

// NewRelease SERVER COUNT: enqueues letters in its own version, then works until it is told to stop.
using var stopping = new CancellationTokenSource();
using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    stopping.Cancel();
});
await using var broker = new BeanstalkBroker(new() { Server = args[0] });
var jobs = new JobClient(broker);
await jobs.EnqueueBatchAsync(Enumerable.Range(0, int.Parse(args[1], CultureInfo.InvariantCulture)).Select(static number => new SendLetter(number, new("Main Street", "Springfield"))));
await Worker.Create<LetterWorker>(broker, new JobHandlers().Add(static () => new SendLetterHandler())).RunAsync(stopping.Token);
