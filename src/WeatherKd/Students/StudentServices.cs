using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Steps;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Students;

/// <summary>Puts together what a student's life consists of: registry, verification, service, watch.</summary>
internal static class StudentServices
{
    public static IServiceCollection AddStudents(this IServiceCollection services) => services
        .AddSingleton<StudentRegistry>()
        .AddSingleton<IStep<StudentRegistration, RegisteredStudent>, RegisterStudentStep>()
        .AddSingleton<IStep<VerdictToApply, RetrainingOutcome>, ApplyVerdictStep>();
}
