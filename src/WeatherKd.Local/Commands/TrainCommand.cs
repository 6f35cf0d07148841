using System.CommandLine;
using System.Text.Json;
using WeatherKd.Local.Terminal;
using WeatherKd.Storage;
using WeatherKd.TrainingJobs;
using WeatherKd.Verification;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd train</c>: one student from a folder of files, without a service, and how it scores.</summary>
internal static class TrainCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder with observations.csv, forecasts.csv (or .gz) and stations.csv.", Required = true };
        var variant = new Option<string>("--variant") { Description = "How the student uses its teacher.", DefaultValueFactory = _ => "guided" };
        variant.AcceptOnlyFromAmong("standalone", "distilled", "guided");
        var protocol = new Option<string>("--protocol")
        {
            Description = "production scores on the recent window; reference holds out the last 25 % of the forecast origins.",
            DefaultValueFactory = _ => "production",
        };
        protocol.AcceptOnlyFromAmong("production", "reference");
        var epochs = new Option<int?>("--epochs") { Description = "Most epochs; early stopping usually ends sooner." }.WithinThatOf<TrainingSettings, int?>(nameof(TrainingSettings.Epochs));
        var seed = new Option<int>("--seed") { Description = "Seed of weights and batch order.", DefaultValueFactory = _ => 1 };
        var target = new Option<DirectoryInfo?>("--out") { Description = "Folder that receives student.onnx and verification.json." };
        var json = CommandRunner.JsonOption();
        var command = new Command("train", "Train one student on files and score it.") { data, variant, protocol, epochs, seed, target, json }
            .WithExamples("weatherkd train --data DIR", "weatherkd train --data DIR --protocol reference --out student");
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(data) is { Exists: false } missing)
            {
                throw new DirectoryNotFoundException($"{missing} does not exist.");
            }

            await Console.Error.WriteLineAsync("Starting the trainer");
            List<string> arguments =
            [
                "train", "--data", parsed.GetValue(data)!.FullName, "--variant", parsed.GetValue(variant)!, "--protocol", parsed.GetValue(protocol)!,
                "--seed", $"{parsed.GetValue(seed)}",
                .. parsed.GetValue(epochs) is { } e ? new[] { "--epochs", $"{e}" } : [],
                .. parsed.GetValue(target) is { } t ? new[] { "--out", t.FullName } : [],
            ];
            var (exitCode, output) = await TrainerProgram.RunAsync(arguments, capture: true, cancellationToken);
            if (exitCode != 0)
            {
                return exitCode;
            }

            var report = JsonSerializer.Deserialize<VerificationReport>(output, WeatherJson.Compact)!;
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(report);
            }
            else
            {
                VerificationTable.Print(TableConsole.Create(Console.Out), report);
            }

            return 0;
        });
        return command;
    }
}
