using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Steps;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Verification;

namespace WeatherKd.Students;

/// <summary>Puts together what a student's life consists of: registry, verification, service, watch.</summary>
internal static class StudentServices
{
    public static IServiceCollection AddStudents(this IServiceCollection services, IConfiguration configuration) => services
        .Configure<VerificationOptions>(configuration.GetSection("Verification"))
        .Configure<PromotionOptions>(configuration.GetSection("Promotion"))
        .AddSingleton<StudentRegistry>()
        .AddSingleton<StudentVerification>()
        .AddSingleton<IStep<StudentRegistration, RegisteredStudent>, RegisterStudentStep>()
        .AddSingleton<IStep<StudentExamination, StudentVerdict>, VerifyStudentStep>()
        .AddSingleton<IStep<VerdictToApply, RetrainingOutcome>, ApplyVerdictStep>();
}
