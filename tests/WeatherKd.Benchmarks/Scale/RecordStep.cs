using System.Diagnostics;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Alignment;
using WeatherKd.Retraining.Aligning;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Training.Archives;
using WeatherKd.Training.Export;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.TrainingJobs;
using WeatherKd.Verification;
using static TorchSharp.torch;

namespace WeatherKd.Benchmarks.Scale;

/// <summary>
/// One step of a retraining over a record that another process has stored, in a process of its own, so that its memory is its own.
/// </summary>
internal static class RecordStep
{
    /// <summary>First argument that turns this program into a step.</summary>
    public const string Command = "record-step";

    /// <summary>Names of the steps.</summary>
    public const string Plan = "plan", Shards = "shards", Describe = "description", Scaling = "scaling", Verify = "verification";

    /// <summary>Does a step and prints a <see cref="RecordStepResult"/> as JSON.</summary>
    /// <param name="arguments">
    /// The step, the account's connection string, the dataset's id (of all steps but the plan), most windows.
    /// </param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (step, connection, dataset, most) = (arguments[0], arguments[1], arguments[2], arguments[3]);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Storage:ConnectionString", connection), new("Alignment:MaximumWindows", most)])
            .Build();
        await using var services = new ServiceCollection().AddLogging().AddWeatherKd(configuration).BuildServiceProvider();
        var started = Stopwatch.GetTimestamp();
        var result = new RecordStepResult { Step = step };
        var alignment = services.GetRequiredService<DatasetAlignment>();
        switch (step)
        {
            case Plan:
                var plan = await alignment.PlanAsync(StoredYear.Model, CancellationToken.None);
                result = result with
                {
                    Dataset = plan.Dataset,
                    Shards = plan.Insufficient is null ? plan.Shards : throw new InvalidOperationException(plan.Insufficient),
                };
                break;
            case Shards:
                result = await AlignAsync(alignment, dataset, result);
                break;
            case Describe:
                result = result with { Windows = (await alignment.DescribeAsync(dataset, CancellationToken.None)).TrainingWindows };
                break;
            case Scaling:
                OneThread.Run(() => FitAsync(services, dataset));
                break;
            default:
                await VerifyAsync(services, dataset);
                break;
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(result with
        {
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            Processor = Environment.CpuUsage.TotalTime.TotalSeconds,
            PeakBytes = process.PeakWorkingSet64,
        }));
        return 0;
    }

    /// <summary>As many shards at once as a host does, in any order.</summary>
    private static async Task<RecordStepResult> AlignAsync(DatasetAlignment alignment, string dataset, RecordStepResult result)
    {
        var shards = await alignment.PlanAsync(StoredYear.Model, CancellationToken.None);
        var (written, kept) = (0, 0);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, shards.Shards),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            async (shard, cancel) =>
            {
                var aligned = await alignment.AlignAsync(dataset, shard, cancel);
                Interlocked.Add(ref written, aligned.Written);
                Interlocked.Add(ref kept, aligned.Kept);
            });
        return result with { Shards = shards.Shards, Written = written, Kept = kept };
    }

    /// <summary>All that a training does before its first epoch, and a student with its first weights.</summary>
    private static async Task<Response<BlobContentInfo>> FitAsync(ServiceProvider services, string dataset)
    {
        var windows = await services.GetRequiredService<DatasetStore>()
            .OpenAsync(DatasetStore.FolderOf(dataset), CancellationToken.None, 8L << 30);
        var settings = new TrainingSettings { Device = "cpu" };
        TrainingDevice.Choose(settings);
        var pretraining = await PretrainingData.PrepareAsync(windows, settings, CancellationToken.None);
        var (scaling, _) = await ScalingFit.FitAsync(windows, pretraining.Windows, CancellationToken.None);
        using var network = new StudentNetwork(
            new StudentShape(windows.Description, StudentVariant.Guided, 64, scaling.UsesDayOfYear),
            scaling,
            0,
            seed: 7,
            CPU);
        var onnx = OnnxStudent.Write(network, StudentLineages.Of(network, windows.Description, settings, 1, 1, parent: null));
        return await services.GetRequiredService<WeatherStorage>().Training
            .GetBlobClient($"{dataset}.onnx")
            .UploadAsync(BinaryData.FromBytes(onnx), overwrite: true);
    }

    private static async Task VerifyAsync(ServiceProvider services, string dataset)
    {
        var onnx = (await services.GetRequiredService<WeatherStorage>().Training
            .GetBlobClient($"{dataset}.onnx")
            .DownloadContentAsync()).Value.Content;
        var student = await services.GetRequiredService<StudentRegistry>().RegisterAsync(
            new NewStudent { Onnx = onnx, Job = "benchmark", NewestRun = DateTimeOffset.UnixEpoch }, CancellationToken.None);
        var windows = await services.GetRequiredService<DatasetStore>().OpenAsync(DatasetStore.FolderOf(dataset), CancellationToken.None);
        await services.GetRequiredService<StudentVerification>().VerifyAsync(student.Id, windows, CancellationToken.None);
    }
}

/// <summary>What a step took.</summary>
internal sealed record RecordStepResult
{
    /// <summary>Name of the step, as the command line has it.</summary>
    public required string Step { get; init; }

    /// <summary>The dataset's id, of a plan.</summary>
    public string Dataset { get; init; } = string.Empty;

    /// <summary>Shards of the plan.</summary>
    public int Shards { get; init; }

    /// <summary>Parts written.</summary>
    public int Written { get; init; }

    /// <summary>Parts kept.</summary>
    public int Kept { get; init; }

    /// <summary>Windows to train on.</summary>
    public int Windows { get; init; }

    /// <summary>Wall-clock time, s.</summary>
    public double Seconds { get; init; }

    /// <summary>Processor time of the process, s.</summary>
    public double Processor { get; init; }

    /// <summary>Largest resident memory of the process.</summary>
    public long PeakBytes { get; init; }
}
